namespace UnifiedInbox.Mail.Tests.Mime;

public class ParameterTests
{
    [Theory]
    [InlineData("filename=plain.pdf", "plain.pdf")]
    [InlineData("filename=\"two words.pdf\"", "two words.pdf")]
    [InlineData("filename=two words (1).pdf", "two words (1).pdf")]
    [InlineData("filename=\"never closed.pdf", "never closed.pdf")]
    [InlineData("filename=\"say \\\"hi\\\".pdf\"", "say \"hi\".pdf")]
    [InlineData("FileName = \"spaced.pdf\" ; size=3", "spaced.pdf")]
    [InlineData("filename=\"semi;colon.pdf\"", "semi;colon.pdf")]
    [InlineData("size=3 filename=\"no semicolon.pdf\"", "no semicolon.pdf")]
    [InlineData("filename=\"=?utf-8?Q?caf=C3=A9=2Epdf?=\"", "café.pdf")]
    [InlineData("filename==?utf-8?Q?caf=C3=A9=2Epdf?=", "café.pdf")]
    [InlineData("filename=\"caf\u00c3\u00a9.pdf\"", "café.pdf")]
    public void Plain_file_names(string parameter, string name)
    {
        using var mail = Raw.WithHeader("Content-Disposition: attachment; " + parameter);

        Assert.Equal(name, mail.Root.FileName);
        Assert.True(mail.Root.IsAttachment);
    }

    [Theory]
    [InlineData("filename*=utf-8''caf%C3%A9.pdf", "café.pdf")]
    [InlineData("filename*=iso-8859-1'fr'caf%E9.pdf", "café.pdf")]
    [InlineData("filename*=''caf%C3%A9.pdf", "café.pdf")]
    [InlineData("filename*=caf%C3%A9.pdf", "café.pdf")]
    [InlineData("filename*0=\"one \"; filename*1=\"two\"; filename*2=.pdf", "one two.pdf")]
    [InlineData("filename*1=two.pdf; filename*0=one-", "one-two.pdf")]
    [InlineData("filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=\".pdf\"", "café.pdf")]
    [InlineData("filename*0*=utf-8''caf%C3%A9; filename*1=\"%20.pdf\"", "café%20.pdf")]
    [InlineData("filename*0=\"=?utf-8?Q?caf=C3\"; filename*1=\"=A9.pdf?=\"", "café.pdf")]
    [InlineData("filename=fallback.pdf; filename*=utf-8''caf%C3%A9.pdf", "café.pdf")]
    [InlineData("filename*=utf-8''100%.pdf", "100%.pdf")]
    public void Continued_and_encoded_file_names(string parameter, string name)
    {
        using var mail = Raw.WithHeader("Content-Disposition: attachment; " + parameter);

        Assert.Equal(name, mail.Root.FileName);
    }

    [Theory]
    [InlineData("\"=x; filename=a")]
    [InlineData("=\"=")]
    [InlineData("(=")]
    [InlineData("a=\"b\"=c")]
    public void Parameters_without_a_name_come_to_an_end(string parameters)
    {
        using var mail = Raw.WithHeader("Content-Disposition: attachment; " + parameters);

        Assert.True(mail.Root.IsAttachment);
    }

    [Fact]
    public void A_name_of_the_type_serves_where_the_disposition_has_none()
    {
        using var mail = Raw.Mail("Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment\n\n");

        Assert.Equal("a.pdf", mail.Root.FileName);
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "text/html", "utf-8")]
    [InlineData("TEXT/HTML; CHARSET=\"utf-8\"", "text/html", "utf-8")]
    [InlineData("text/html (a comment); charset=utf-8 (another)", "text/html", "utf-8")]
    [InlineData("text/html charset=utf-8", "text/html", "utf-8")]
    [InlineData("text/html;; charset=utf-8;", "text/html", "utf-8")]
    [InlineData("text/ html; charset=utf-8", "text/html", "utf-8")]
    [InlineData("text", "text/plain", null)]
    [InlineData("text/", "text/plain", null)]
    [InlineData("/html", "text/plain", null)]
    [InlineData("", "text/plain", null)]
    public void Content_types(string header, string mediaType, string? charset)
    {
        using var mail = Raw.WithHeader("Content-Type: " + header);

        Assert.Equal(mediaType, mail.Root.ContentType.MediaType);
        Assert.Equal(charset, mail.Root.ContentType.Charset);
    }
}
