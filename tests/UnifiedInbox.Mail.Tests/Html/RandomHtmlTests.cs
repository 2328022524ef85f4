using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Html;

/// <summary>HTML nobody would write, put together from the pieces that attacks and mail programs use.</summary>
public sealed class RandomHtmlTests
{
    private static readonly HashSet<string> NoHandlers = [];

    [Fact]
    public void Whatever_comes_in_what_comes_out_is_safe_and_is_read_again_as_it_is() => Run(html =>
    {
        var once = MailHtml.Clean(html, new CleanOptions()).Html;
        SafeHtml.Check(once, NoHandlers);
        Assert.Equal(once, MailHtml.Clean(once, new CleanOptions()).Html);
    });

    [Fact]
    public void A_reply_is_taken_apart_without_losing_or_adding_a_safe_word() => Run(html =>
    {
        var reply = ReplyHtml.Of(html, new CleanOptions());
        foreach (var part in new[] { reply.Whole, reply.Visible, reply.Hidden })
            if (part is not null) SafeHtml.Check(part.Html, NoHandlers);
        if (reply.Visible is not null) Assert.NotEqual("", reply.Text.Visible);
    });

    [Fact]
    public void What_the_composer_wrote_stays_as_it_is_once_cleaned() => Run(html =>
    {
        var once = ComposerHtml.Clean(html);
        Assert.Equal(once, ComposerHtml.Clean(once ?? "") ?? once);
        SafeHtml.Check(once ?? "", NoHandlers);
    });

    private static void Run(Action<string> check)
    {
        var html = Gen.Elements(Pieces).ArrayOf().Select(pieces => string.Concat(pieces.Take(40)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(60).WithReplay(20261121, 7), Prop.ForAll(html.ToArbitrary(), check));
    }

    private static readonly string[] Pieces =
    [
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href='http://x.test/'>", "<a href=javascript:alert(1)>", "</a>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<caption>",
        "<ul>", "<li>", "</ul>", "<dl>", "<dd>", "<h1>", "</h1>", "<pre>", "\n", "</pre>", "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>", "<style>", "</style>", "<title>", "</title>",
        "<noscript>", "</noscript>", "<template>", "</template>", "<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>", "<select>", "<option>", "</select>", "<button>", "</button>",
        "<form>", "</form>", "<iframe>", "</iframe>", "<object>", "<img src=cid:a alt='x'>", "<img src=x onerror=alert(1)>", "<br>", "<hr>", "<!--", "-->", "<![CDATA[", "]]>", "<?php", "?>",
        "text", " ", "&lt;script&gt;", "&amp;", "&nbsp;", "&#0;", "\0", "<script>", "</script>", "<foreignObject>", "<annotation-xml encoding='text/html'>", "<body onload=x bgcolor=red>", "<html lang=en>",
        "<p style='color:red;position:fixed'>", "<p style=\"background:url(javascript:x)\">", "a{color:red}", "@media all{", "}", "@import 'x';", "<center>", "<font size=2>", "</font>", "<nobr>", "</nobr>",
        "<blockquote type=cite>", "</blockquote>", "<div class=gmail_quote>", "On 1 May 2026, Bob &lt;b@x.test> wrote:", "<br>-- <br>", "From: a@x.test<br>Sent: 1 May 2026<br>To: b<br>Subject: c<br>",
        "<map name=a>", "<area href=http://y.test>", "<details>", "<summary>", "<ruby>", "<rt>", "<p id=x>", "<a name=x>", "<col>", "<colgroup>", "<frameset>", "<marquee>", "<input>", "<o:p>", "</o:p>",
    ];
}
