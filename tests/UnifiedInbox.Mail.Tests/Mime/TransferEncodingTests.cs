using System.Text;

namespace UnifiedInbox.Mail.Tests.Mime;

public class TransferEncodingTests
{
    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs\nbG8=\n", "hello")]
    [InlineData("aGVsb\nG8=", "hello")]
    [InlineData("a G V s b G 8 =", "hello")]
    [InlineData("AAA ABBB", "\0\0\0\u0004\u0010")]
    [InlineData("aGVsbG8", "hello")]
    [InlineData("aGVs*bG8=", "hello")]
    [InlineData("aGVsbG8=aGVsbG8=", "hellohello")]
    [InlineData("aGVsbG8===\n", "hello")]
    [InlineData("====", "")]
    [InlineData("a", "")]
    public void Base64(string written, string bytes) => Check("base64", written, bytes);

    [Theory]
    [InlineData("caf=C3=A9", "caf\u00c3\u00a9")]
    [InlineData("caf=c3=a9", "caf\u00c3\u00a9")]
    [InlineData("one=\ntwo", "onetwo")]
    [InlineData("one=  \ntwo", "onetwo")]
    [InlineData("one   \ntwo\t\n", "one\r\ntwo\r\n")]
    [InlineData("one=20\ntwo", "one \r\ntwo")]
    [InlineData("100=% =G1 =", "100=% =G1 ")]
    [InlineData("=", "")]
    [InlineData("=3D=3D", "==")]
    public void QuotedPrintable(string written, string bytes) => Check("Quoted-Printable", written, bytes);

    [Theory]
    [InlineData("begin 644 a.txt\n%:&5L;&\\\n`\nend\n", "hello")]
    [InlineData("junk\nbegin 644 a.txt\n%:&5L;&\\\nend\njunk", "hello")]
    [InlineData("no beginning", "")]
    public void UuEncode(string written, string bytes) => Check("x-uuencode", written, bytes);

    [Theory]
    [InlineData("7bit")]
    [InlineData("binary")]
    [InlineData("\"8bit\"")]
    [InlineData("nonsense")]
    public void Everything_else_is_taken_as_it_stands(string encoding) => Check(encoding, "a=3D b", "a=3D b");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Readers_of_any_buffer_size_get_the_same(int size)
    {
        var random = new Random(1);
        var bytes = new byte[50_000];
        random.NextBytes(bytes);
        using var mail = Raw.Mail("Content-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks));
        using var content = mail.Root.OpenContent();
        var (read, buffer) = (new MemoryStream(), new byte[size]);
        for (var count = content.Read(buffer); count > 0; count = content.Read(buffer)) read.Write(buffer, 0, count);

        Assert.Equal(bytes, read.ToArray());
    }

    [Theory]
    [InlineData("quoted-printable", "=E2=9C=93")]
    [InlineData("quoted-printable", " \t")]
    [InlineData("base64", "4pyT")]
    public void A_line_of_any_length_is_decoded_across_pieces(string encoding, string unit)
    {
        var written = string.Concat(Enumerable.Repeat(unit, 20_000)) + (encoding == "base64" ? "" : "x");
        using var mail = Raw.Mail($"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{written}");

        var expected = unit == " \t" ? written : string.Concat(Enumerable.Repeat("✓", 20_000)) + (encoding == "base64" ? "" : "x");
        Assert.Equal(expected, mail.Root.GetText());
    }

    private static void Check(string encoding, string written, string bytes)
    {
        using var mail = Raw.Mail($"Content-Transfer-Encoding: {encoding}\n\n{written}");

        Assert.Equal(bytes, Encoding.Latin1.GetString(Raw.Read(mail.Root)));
    }
}
