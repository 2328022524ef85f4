using System.Diagnostics;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Html;

/// <summary>HTML built to crash, to hang or to slip through.</summary>
public sealed class HostileHtmlTests
{
    private static readonly HashSet<string> NoHandlers = [];

    public static TheoryData<string, string> Expensive => new()
    {
        { "open elements", Repeat("<div>") },
        { "open formatting", Repeat("<b><i>") },
        { "formatting with attributes", string.Concat(Enumerable.Range(0, 60_000).Select(at => $"<b id={at}>")) + Repeat("<p>") },
        { "formatting left open just within bounds", string.Concat(Enumerable.Range(0, 590).Select(at => $"<b id={at}>")) + Repeat("<p>x") },
        { "misnested formatting", Repeat("<b><p></b>") },
        { "paragraphs with formatting left open", string.Concat(Enumerable.Range(0, 30_000).Select(at => $"<p><font size={at}>")) },
        { "nested tables", Repeat("<table><tr><td>") },
        { "tables in paragraphs", Repeat("<p><table>") },
        { "text in tables", "<table>" + Repeat("a<tr>b") },
        { "nested lists", Repeat("<ul><li>") },
        { "links in links", Repeat("<a href=x>") },
        { "closing tags", Repeat("</div></p></b>") },
        { "comments", Repeat("<!--") },
        { "brackets", Repeat("<") },
        { "entities", Repeat("&amp;&") },
        { "attributes", "<p " + string.Concat(Enumerable.Range(0, 100_000).Select(at => $"a{at}=1 ")) + ">" },
        { "quotes", Repeat("<a x='\"") },
        { "style rules", "<style>" + Repeat("a{color:red}") + "</style>" },
        { "style braces", "<style>" + Repeat("{") + "</style>" },
        { "media in media", "<style>" + Repeat("@media all{") + "</style>" },
        { "style declarations", "<p style='" + Repeat("color:red;") + "'>" },
        { "style brackets", "<p style='color:" + Repeat("rgb(") + "'>" },
        { "style elements", Repeat("<style>a{b:c}</style>") },
        { "foreign elements", Repeat("<svg><math>") },
        { "templates", Repeat("<template>") },
        { "selects", Repeat("<select><option>") },
        { "siblings", Repeat("<br>") },
        { "words", Repeat("word ") },
        { "lines of attribution", Repeat("On 1 May 2026, a@b.c wrote:<br>") },
        { "headings", Repeat("<h1>") },
        { "forms", Repeat("<form><button>") },
        { "own names", string.Concat(Enumerable.Range(0, 100_000).Select(at => $"<x{at}>")) },
        { "frames", Repeat("<frameset><frame>") },
    };

    [Theory]
    [MemberData(nameof(Expensive))]
    public void A_megabyte_is_done_in_moments(string what, string html)
    {
        var clock = Stopwatch.StartNew();
        SafeHtml.Check(MailHtml.Clean(html, new CleanOptions()).Html, NoHandlers);
        ReplyHtml.TextOf(html);
        HtmlText.Of(html);
        ComposerHtml.Clean(html);
        // Linear work takes about a second here; quadratic work would take many minutes. The rest is room for busy machines.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{what}: {clock.Elapsed}");
    }

    private static string Repeat(string piece) => string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
}
