using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Tests.Html;

public sealed class CleaningTests
{
    [Theory]
    [InlineData("<a href='https://x.test/?a=1&b=2'>x</a>", "<a href=\"https://x.test/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>")]
    [InlineData("<a href='//x.test/'>x</a>", "<a href=\"https://x.test/\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>")]
    [InlineData("<a href='java\nscript:alert(1)'>x</a>", "<a>x</a>")]
    [InlineData("<a href='/sign-out'>x</a>", "<a>x</a>")]
    [InlineData("<a href='https:sign-out'>x</a>", "<a>x</a>")]
    [InlineData("<a href='#top'>x</a><a name=top>y</a>", "<a href=\"#mail-top\">x</a><a id=\"mail-top\">y</a>")]
    [InlineData("<p onclick=x id=location style='color: red; position: fixed; behavior: url(x)'>x</p>", "<p id=\"mail-location\" style=\"color: red\">x</p>")]
    [InlineData("<form action=x>Name <input name=a><button>Go</button></form>", "Name Go")]
    [InlineData("<o:p>Word</o:p><custom-tag>x</custom-tag>", "Wordx")]
    [InlineData("a<!-- b --><!--[if mso]>c<![endif]-->d", "ad")]
    [InlineData("<xmp><b>x</b></xmp>", "<pre>&lt;b&gt;x&lt;/b&gt;</pre>")]
    [InlineData("<noscript>x<img src=a onerror=b></noscript>", "x<img>")]
    [InlineData("<img src='data:image/svg+xml;base64,PHN2Zz4='><img src='data:image/png;base64,AAAA'>", "<img><img src=\"data:image/png;base64,AAAA\">")]
    public void What_may_stay_stays_and_nothing_else(string html, string expected) => Assert.Equal(expected, Body(MailHtml.Clean(html, new CleanOptions())));

    [Theory]
    [InlineData("background: url(http://x.test/a.gif) #fff", "background: none #fff")]
    [InlineData("width: expression(alert(1)); height: 1px", "height: 1px")]
    [InlineData("color: re\\64; height: 1px", "height: 1px")]
    [InlineData("background: url('javascript:x')", "background: none")]
    [InlineData("font-family: \"Segoe UI\", 'Arial'", "font-family: \"Segoe UI\", \"Arial\"")]
    [InlineData("color: rgb(1, 2, 3) !important; margin: 0 auto", "color: rgb(1, 2, 3) !important; margin: 0 auto")]
    [InlineData("content: 'x'; cursor: url(x), auto; --a: 1; -moz-binding: url(x); filter: url(x); animation: x", "")]
    [InlineData("color: red/**/;/* ; */height: 1px", "color: red; height: 1px")]
    [InlineData("background-image: image-set('x' 1x); color: red", "color: red")]
    [InlineData("background: linear-gradient(red, blue)", "background: linear-gradient(red, blue)")]
    public void Styles_keep_what_only_looks(string css, string expected) => Assert.Equal(
        expected.Length == 0 ? "<p>x</p>" : $"<p style=\"{expected.Replace("\"", "&quot;", StringComparison.Ordinal)}\">x</p>",
        Body(MailHtml.Clean($"<p style=\"{css.Replace("\"", "&quot;", StringComparison.Ordinal)}\">x</p>", new CleanOptions())));

    [Theory]
    [InlineData("@import url(x); p { color: red } @font-face { src: url(x) }", "p { color: red }\n")]
    [InlineData("@media (max-width: 600px) { .a, #b > c { width: 100% !important } @media all { d { color: red } } }", "@media (max-width: 600px) {\n.a, #mail-b > c { width: 100% !important }\n}\n")]
    [InlineData("<!-- p { color: red } -->", "p { color: red }\n")]
    [InlineData("p { color: red } </style><script>alert(1)</script>", "p { color: red }\n")]
    [InlineData("a[href^=\"x\"]:hover { color: red; background: url(//x.test) }", "a[href^=\"x\"]:hover { color: red; background: none }\n")]
    [InlineData("p { color: red", "p { color: red }\n")]
    public void Style_elements_keep_rules_and_media_queries(string css, string expected) =>
        Assert.Contains("<style>\n" + expected + "</style>", MailHtml.Clean($"<style>{css}</style>x", new CleanOptions()).Html, StringComparison.Ordinal);

    [Fact]
    public void Remote_pictures_wait_for_a_click_and_are_counted()
    {
        const string Html = "<img src='https://x.test/a.png' width=10><td background='http://x.test/b.png'><table background='http://x.test/b.png'><p style='background:url(http://x.test/c.png)'>";
        var closed = MailHtml.Clean(Html, new CleanOptions());
        Assert.Equal((3, true), (closed.RemoteImages, closed.HasRemoteContent));
        Assert.DoesNotContain("x.test", closed.Html, StringComparison.Ordinal);
        var open = MailHtml.Clean(Html, new CleanOptions { AllowRemoteImages = true }).Html;
        Assert.Contains("src=\"https://x.test/a.png\"", open, StringComparison.Ordinal);
        Assert.Contains("url(&quot;http://x.test/c.png&quot;)", open, StringComparison.Ordinal);
        var shown = MailHtml.Clean(Html, new CleanOptions { AllowRemoteImages = true, ImagesOverTls = true });
        Assert.DoesNotContain("http://", shown.Html, StringComparison.Ordinal);
        Assert.Contains("url(&quot;https://x.test/c.png&quot;)", shown.Html, StringComparison.Ordinal);
        Assert.Equal(3, shown.RemoteImages);
    }

    [Fact]
    public void Pictures_of_the_mail_are_served_by_us()
    {
        var options = new CleanOptions { InlineImage = id => id == "a b@x" ? "/messages/1/inline/2" : null };
        Assert.Equal("<img src=\"/messages/1/inline/2\"><img>", Body(MailHtml.Clean("<img src='cid:a%20b@x'><img src='cid:other'>", options)));
    }

    [Fact]
    public void A_picture_of_the_mail_cannot_name_a_page_of_ours() =>
        Assert.Equal("<img>", Body(MailHtml.Clean("<img src='/messages/1/inline/2'>", new CleanOptions { InlineImage = _ => "/x" })));

    [Fact]
    public void Links_are_listed_once_each() =>
        Assert.Equal(["http://a.test", "mailto:b@x"], MailHtml.Clean("<a href=http://a.test>1</a><a href=http://a.test>2</a><a href=mailto:b@x>3</a>", new CleanOptions()).Links);

    [Theory]
    [InlineData("<div><!--block-->Hi <strong>you</strong><br><a href=\"https://x.test\">x</a></div>", "<div>Hi <strong>you</strong><br><a href=\"https://x.test\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a></div>")]
    [InlineData("<p class='modal' style='position:fixed' id=x>Hi</p>", "<p>Hi</p>")]
    [InlineData("<figure><img src='/attachments/1' width=5><img src='https://x.test/a.png'></figure>", "<figure><img src=\"/attachments/1\" width=\"5\"><img></figure>")]
    [InlineData("<table><tr><td>x</td></tr></table>", "x")]
    public void What_our_own_people_write_keeps_plain_formatting(string html, string expected) =>
        Assert.Equal(expected, ComposerHtml.Clean(html, address => address.StartsWith("/attachments/", StringComparison.Ordinal)));

    [Theory]
    [InlineData("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree")]
    [InlineData("<style>x</style><title>y</title><script>z</script>Text &amp; more", "Text & more")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "- a\n- b")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("1 < 2 <a href='>'>x</a> &lt;b&gt;", "1 < 2 x <b>")]
    [InlineData("a\u00a0\n b<!-- c > d -->e", "a be")]
    public void Html_becomes_the_text_a_reader_sees(string html, string expected) => Assert.Equal(expected, HtmlText.Of(html));

    private static string Body(CleanedHtml cleaned) => cleaned.Html.Split("<body>")[1].Replace("</body></html>", "", StringComparison.Ordinal);
}
