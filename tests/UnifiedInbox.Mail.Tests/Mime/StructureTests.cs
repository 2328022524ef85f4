using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class StructureTests
{
    [Fact]
    public void Parts_stand_where_their_boundaries_say()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/mixed; boundary="a"

            preamble
            --a
            Content-Type: multipart/alternative; boundary=b

            --b

            plain
            --b
            Content-Type: text/html

            <p>html</p>
            --b--
            epilogue of the inner one
            --a
            Content-Type: image/png; name=x.png
            Content-Transfer-Encoding: base64

            AQID
            --a--
            epilogue
            """);

        Assert.Equal("multipart/mixed(multipart/alternative(text/plain text/html) image/png)", Shape(mail.Root));
        Assert.Equal("plain", mail.TextBody);
        Assert.Equal("<p>html</p>", mail.HtmlBody);
        Assert.Equal([1, 2, 3], Raw.Read(Assert.Single(mail.Attachments)));
        Assert.Empty(mail.Defects);
    }

    [Theory]
    [InlineData("--a\n\nx\n--a  \t\n\ny\n--a--  ", "multipart/mixed(text/plain text/plain)")]
    [InlineData("--ab\n\nx\n--a\n\ny\n--a--", "multipart/mixed(text/plain)")]
    [InlineData("--a\n\nx\n --a\n\ny\n--a--", "multipart/mixed(text/plain)")]
    [InlineData("--a\n--a\n\nx\n--a--", "multipart/mixed(text/plain)")]
    [InlineData("--a\n\n--a--", "multipart/mixed(text/plain)")]
    [InlineData("--a--", "multipart/mixed()")]
    [InlineData("nothing here", "multipart/mixed()")]
    public void Boundary_lines_are_whole_lines(string body, string shape)
    {
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=a\n\n" + body);

        Assert.Equal(shape, Shape(mail.Root));
    }

    [Fact]
    public void An_outer_boundary_ends_inner_parts()
    {
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--");

        Assert.Equal("multipart/mixed(multipart/mixed(text/plain) text/plain)", Shape(mail.Root));
        Assert.Equal(MimeDefectKind.MissingCloseBoundary, Assert.Single(mail.Defects).Kind);
    }

    [Fact]
    public void A_cut_off_mail_gives_what_is_there()
    {
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nhello wor");

        Assert.Equal("hello wor", mail.TextBody);
        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.MissingCloseBoundary);
    }

    [Theory]
    [InlineData("multipart/mixed", MimeDefectKind.MissingBoundary)]
    [InlineData("multipart/mixed; boundary=\"\"", MimeDefectKind.MissingBoundary)]
    [InlineData("multipart/mixed; boundary=never", MimeDefectKind.NoPartInMultipart)]
    [InlineData("rubbish", MimeDefectKind.InvalidContentType)]
    public void Defects_name_what_is_wrong(string contentType, MimeDefectKind defect)
    {
        using var mail = Raw.Mail($"Content-Type: {contentType}\n\nx");

        Assert.Contains(mail.Defects, found => found.Kind == defect);
    }

    [Fact]
    public void An_embedded_message_is_one_part_that_opens()
    {
        using var mail = Raw.Mail("""
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: message/rfc822

            Subject: inner
            Content-Type: multipart/mixed; boundary=b

            --b

            inner text
            --b--
            --a--
            """);
        using var inner = mail.Root.Children[0].OpenMessage();

        Assert.Equal("message/rfc822", Assert.Single(mail.Attachments).ContentType);
        Assert.Equal("inner", inner?.Subject);
        Assert.Equal("inner text", inner?.TextBody);
        Assert.Null(inner!.Root.OpenMessage());
    }

    [Fact]
    public void An_encoded_embedded_message_opens_too()
    {
        var inner = Convert.ToBase64String(Encoding.ASCII.GetBytes("Subject: inner\r\n\r\ntext"));
        using var mail = Raw.Mail("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner);

        Assert.Equal("inner", mail.Root.OpenMessage()?.Subject);
    }

    [Fact]
    public void Parts_of_a_digest_are_messages_unless_they_say_otherwise()
    {
        using var mail = Raw.Mail("Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: one\n\nx\n--a\nContent-Type: text/plain\n\ny\n--a--");

        Assert.Equal("multipart/digest(message/rfc822 text/plain)", Shape(mail.Root));
        Assert.Equal("one", mail.Root.Children[0].OpenMessage()?.Subject);
    }

    [Fact]
    public void A_mail_in_pieces_a_stream_a_file_and_memory_are_the_same()
    {
        var bytes = Raw.Bytes("Subject: s\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntwo\n--a--");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(path, bytes.ToArray());
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using var file = File.OpenRead(path);
            using var handle = File.OpenHandle(path);
            foreach (var mail in new[] { MimeMessage.Parse(bytes), MimeMessage.Parse(Pieces.Of(bytes, 3)), MimeMessage.Parse(stream), MimeMessage.Parse(file), MimeMessage.Parse(handle), MimeMessage.Open(path) })
            {
                using (mail)
                {
                    Assert.Equal("one\ntwo", mail.TextBody);
                    Assert.Equal("one", mail.Root.Children[0].GetText());
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static string Shape(MimePart part) => part.ContentType.IsMultipart
        ? part.ContentType.MediaType + "(" + string.Join(' ', part.Children.Select(Shape)) + ")"
        : part.ContentType.MediaType;
}
