using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Replies;

public sealed class ReplyHtmlTests
{
    [Theory]
    [InlineData("Gmail", "<div dir=ltr>New <b>words</b></div><br><div class=\"gmail_quote gmail_quote_container\"><div class=gmail_attr>On Wed, Bob &lt;b@x.test&gt; wrote:<br></div><blockquote class=gmail_quote>Old</blockquote></div>")]
    [InlineData("Apple", "New <b>words</b><br><blockquote type=cite><div>On 4 Mar 2026, at 05:06, Bob &lt;b@x.test&gt; wrote:</div><div>Old</div></blockquote>")]
    [InlineData("Thunderbird", "<p>New <b>words</b></p><div class=moz-cite-prefix>Am 04.03.26 um 05:06 schrieb Bob:<br></div><blockquote type=cite cite='mid:x'><p>Old</p></blockquote>")]
    [InlineData("Outlook", "<p class=MsoNormal>New <b>words</b></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>Von:</b> Bob</p></div></div><p>Old</p>")]
    [InlineData("Outlook on the web", "<div>New <b>words</b></div><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>From:</b> Bob<br></div><div>Old</div>")]
    [InlineData("new Outlook", "<div>New <b>words</b></div><div id=mail-editor-reference-message-container><div>From: Bob</div><div>Old</div></div>")]
    [InlineData("Yahoo", "<div>New <b>words</b></div><div id=yahoo_quoted_123 class=yahoo_quoted><div>On Wednesday, Bob wrote:</div><div>Old</div></div>")]
    [InlineData("Proton", "<div>New <b>words</b></div><div class=protonmail_quote>On Wednesday, Bob wrote:<br><blockquote class=protonmail_quote type=cite>Old</blockquote></div>")]
    [InlineData("QQ", "<div>New <b>words</b></div><div><br></div><div>------------------ 原始邮件 ------------------</div><div>发件人: Bob</div><div>Old</div>")]
    [InlineData("Zoho", "<div>New <b>words</b></div><div class=zmail_extra>---- On Wed, 4 Mar 2026 Bob wrote ----<br><blockquote>Old</blockquote></div>")]
    [InlineData("Mail.ru", "<p>New <b>words</b></p>Thu, 26 Jun 2014 14:00:51 +0400 от Bob &lt;b@x.test&gt;:<br><blockquote style='border-left:1px solid'>Old</blockquote>")]
    [InlineData("quoted by Outlook on the web", "<div>New <b>words</b></div><div class=x_gmail_quote>On Wed, Bob wrote:<blockquote>Old</blockquote></div>")]
    public void Every_programs_quote_is_found_and_both_halves_can_be_shown(string program, string html)
    {
        var reply = ReplyHtml.Of(html, new CleanOptions());
        Assert.Equal("New words", reply.Text.Visible);
        Assert.NotNull(reply.Visible);
        Assert.Contains("New <b>words</b>", reply.Visible.Html, StringComparison.Ordinal);
        Assert.False(reply.Visible.Html.Contains("Old", StringComparison.Ordinal), program);
        Assert.Contains("Old", reply.Hidden!.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("New", reply.Hidden.Html, StringComparison.Ordinal);
        Assert.Contains("Old", reply.Whole.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>FYI</div><div class=gmail_quote>---------- Forwarded message ---------<br>From: Bob<br>Date: Wed<br>Subject: Hi<br><br>Content</div>")]
    [InlineData("<p>We sell:</p><blockquote>Content</blockquote><p>Nice, isn't it?</p>")]
    [InlineData("<p>Indented:</p><blockquote class=gmail_quote style='margin:0 0 0 40px'>Content</blockquote>")]
    [InlineData("<div class=gmail_quote>Content</div>")]
    public void Content_that_only_looks_like_a_quote_stays(string html)
    {
        var reply = ReplyHtml.Of(html, new CleanOptions());
        Assert.Null(reply.Visible);
        Assert.Contains("Content", reply.Text.Visible, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_the_program_marked_is_told_apart()
    {
        var reply = ReplyHtml.Of("<p>Yes</p><div class=gmail_signature><p>Dana</p><p>Acme</p></div>", new CleanOptions());
        Assert.Equal(("Yes", "Dana\n\nAcme"), (reply.Text.Visible, reply.Text.Signature));
    }
}
