namespace UnifiedInbox.Mail.Tests.Mime;

public class EncodedWordTests
{
    [Theory]
    [InlineData("=?utf-8?Q?caf=C3=A9?=", "café")]
    [InlineData("=?utf-8?b?Y2Fmw6k=?=", "café")]
    [InlineData("=?iso-8859-1?Q?caf=E9_noir?=", "café noir")]
    [InlineData("=?utf-8*en?Q?caf=C3=A9?=", "café")]
    [InlineData("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?gb2312?B?1tC5+g==?=", "中国")]
    [InlineData("=?ks_c_5601-1987?B?x9GxuQ==?=", "한국")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет")]
    [InlineData("=?utf-7?Q?caf+AOk-?=", "café")]
    public void Charsets_and_encodings(string written, string subject)
    {
        using var mail = Raw.WithHeader("Subject: " + written);

        Assert.Equal(subject, mail.Subject);
    }

    [Theory]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab")]
    [InlineData("=?utf-8?Q?a?=\n =?utf-8?Q?b?=", "ab")]
    [InlineData("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c")]
    [InlineData("=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé")]
    public void Blanks_between_words_belong_to_nobody(string written, string subject)
    {
        using var mail = Raw.WithHeader("Subject: " + written);

        Assert.Equal(subject, mail.Subject);
    }

    [Theory]
    [InlineData("=?utf-8?B?4pw=?= =?utf-8?B?kw==?=", "✓")]
    [InlineData("=?utf-8?Q?=E2=9C?= =?utf-8?Q?=93?=", "✓")]
    [InlineData("=?utf-8?B?4pyT?=done", "✓done")]
    [InlineData("x=?utf-8?B?4pyT?=", "x✓")]
    [InlineData("=?utf-8?B?4pyTIGE?=", "✓ a")]
    [InlineData("=?utf-8?Q?two words?=", "two words")]
    [InlineData("=?iso-8859-1?Q?caf\u00e9?=", "café")]
    [InlineData("=?no-such-charset?Q?caf=C3=A9?=", "café")]
    [InlineData("=?utf-8?Q?100=?=", "100=")]
    [InlineData("=?utf-8?Q?a=0D=0Ab?=", "a b")]
    public void The_wild_variants(string written, string subject)
    {
        using var mail = Raw.WithHeader("Subject: " + written);

        Assert.Equal(subject, mail.Subject);
    }

    [Theory]
    [InlineData("=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?never ends")]
    [InlineData("=?=?=?=")]
    [InlineData("a =? b ?= c")]
    public void What_is_no_word_stays(string written)
    {
        using var mail = Raw.WithHeader("Subject: " + written);

        Assert.Equal(written, mail.Subject);
    }
}
