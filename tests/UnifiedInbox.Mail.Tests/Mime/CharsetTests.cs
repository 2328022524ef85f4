using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class CharsetTests
{
    [Theory]
    [InlineData("utf-8", "utf-8", "Grüße 日本")]
    [InlineData("UTF8", "utf-8", "Grüße 日本")]
    [InlineData("windows-1252", "windows-1252", "“Grüße” €")]
    [InlineData("iso-8859-1", "windows-1252", "“Grüße” €")]
    [InlineData("iso-8859-2", "iso-8859-2", "Zażółć gęślą jaźń")]
    [InlineData("cp1250", "windows-1250", "Zażółć gęślą jaźń")]
    [InlineData("windows-1257", "windows-1257", "Ąžuolas")]
    [InlineData("1251", "windows-1251", "Привет")]
    [InlineData("koi8-r", "koi8-r", "Привет")]
    [InlineData("gb2312", "gb18030", "朱镕基")]
    [InlineData("gbk", "gb18030", "中文")]
    [InlineData("big5", "big5", "中文")]
    [InlineData("ks_c_5601-1987", "ks_c_5601-1987", "한국 똠방각하")]
    [InlineData("euc-kr", "ks_c_5601-1987", "한국")]
    [InlineData("shift_jis", "shift_jis", "日本①")]
    [InlineData("iso-2022-jp", "iso-2022-jp", "日本語のメール")]
    [InlineData("euc-jp", "euc-jp", "日本語")]
    [InlineData("iso-8859-15", "iso-8859-15", "10 €")]
    [InlineData("windows-874", "windows-874", "สวัสดี")]
    [InlineData("ibm850", "ibm850", "Grüße")]
    [InlineData("utf-16", "utf-16", "Grüße")]
    [InlineData("utf-16be", "utf-16be", "Grüße")]
    public void Declared_charsets_are_read_as_their_supersets(string declared, string written, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        using var mail = MimeMessage.Parse((byte[])[.. Encoding.ASCII.GetBytes($"Content-Type: text/plain; charset=\"{declared}\"\r\n\r\n"), .. encoding.GetBytes(text)]);

        Assert.Equal(text, mail.TextBody);
    }

    [Theory]
    [InlineData("Hi Mom -+Jjo--!", "Hi Mom -☺-!")]
    [InlineData("1 +- 1", "1 + 1")]
    [InlineData("caf+AOk", "café")]
    [InlineData("+2D3eCg-", "😊")]
    public void Utf7_is_read_though_the_platform_does_not(string written, string text)
    {
        using var mail = Raw.Mail("Content-Type: text/plain; charset=utf-7\n\n" + written);

        Assert.Equal(text, mail.TextBody);
    }

    [Theory]
    [InlineData("", "utf-8", "Grüße")]
    [InlineData("; charset=no-such-thing", "utf-8", "Grüße")]
    [InlineData("; charset=us-ascii", "utf-8", "Grüße")]
    [InlineData("; charset=us-ascii", "windows-1252", "Grüße aus Köln")]
    [InlineData("; charset=iso-2022-jp", "utf-8", "日本語のメール")]
    [InlineData("", "iso-2022-jp", "日本語のメール")]
    [InlineData("", "windows-1251", "Съешь ещё этих мягких французских булок")]
    [InlineData("", "koi8-r", "Съешь ещё этих мягких французских булок")]
    [InlineData("", "gb18030", "这是一封没有字符集声明的中文邮件")]
    [InlineData("", "shift_jis", "これは文字コードの宣言がないメールです")]
    [InlineData("", "euc-jp", "これは文字コードの宣言がないメールです")]
    [InlineData("", "ks_c_5601-1987", "문자 집합이 선언되지 않은 메일입니다")]
    public void A_missing_or_impossible_charset_is_guessed(string declared, string written, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        using var mail = MimeMessage.Parse((byte[])[.. Encoding.ASCII.GetBytes($"Content-Type: text/plain{declared}\r\n\r\n"), .. encoding.GetBytes(text)]);

        Assert.Equal(text, mail.TextBody);
    }

    [Theory]
    [InlineData("iso-8859-0")]
    [InlineData("iso-8859-10")]
    [InlineData("iso-8859-12")]
    [InlineData("iso-8859-14")]
    [InlineData("iso8859-99999999999")]
    [InlineData("windows-0")]
    [InlineData("cp65000")]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData("'")]
    public void Names_that_look_like_charsets_and_are_none_are_guessed(string charset)
    {
        using var mail = Raw.Mail($"Subject: =?{charset}?Q?caf=C3=A9?=\nContent-Type: text/plain; charset={charset}\n\ncaf\u00c3\u00a9");

        Assert.Equal(("café", "café"), (mail.Subject, mail.TextBody));
    }

    [Theory]
    [InlineData("8859-1", "caf\u00e9", "café")]
    [InlineData("iso8859-9", "\u00fe", "ş")]
    [InlineData("iso_8859-15", "\u00a4", "€")]
    [InlineData("win-1251", "\u00cf", "П")]
    [InlineData("x-cp1252", "\u0080", "€")]
    public void Odd_spellings_of_charsets_are_known(string charset, string written, string text)
    {
        using var mail = Raw.Mail($"Content-Type: text/plain; charset={charset}\n\n{written}");

        Assert.Equal(text, mail.TextBody);
    }

    [Fact]
    public void An_unknown_charset_is_a_defect()
    {
        using var mail = Raw.WithHeader("Content-Type: text/plain; charset=no-such-thing");

        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.UnknownCharset);
    }

    [Fact]
    public void Broken_bytes_are_replaced()
    {
        using var mail = Raw.Mail("Content-Type: text/plain; charset=utf-8\n\na\u00ff\u00c3\u00a9");

        Assert.Equal("a\uFFFDé", mail.TextBody);
    }

    [Fact]
    public void A_text_is_cut_at_its_limit_without_half_a_character()
    {
        using var mail = MimeMessage.Parse(Encoding.UTF8.GetBytes("Content-Type: text/plain; charset=utf-8\r\n\r\n1234😊😊"));

        Assert.Equal("1234", mail.Root.GetText(5));
        Assert.Equal("1234😊", mail.Root.GetText(6));
    }
}
