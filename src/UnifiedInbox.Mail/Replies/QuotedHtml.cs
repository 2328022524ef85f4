using AngleSharp;
using AngleSharp.Dom;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Replies;

/// <summary>Folds what an HTML mail quotes into a <c>details</c> element, so that its new words stand first. What comes out is as little trusted as what went in.</summary>
public static class QuotedHtml
{
    /// <summary>The class of the <c>details</c> element.</summary>
    public const string ClassName = "quoted-text";

    /// <summary>Where mail programs begin a quote: by their own marks, for those that leave any.</summary>
    private const string Marks = """
        .gmail_quote_container, .gmail_quote, blockquote[type=cite], .moz-cite-prefix, .yahoo_quoted, .protonmail_quote, .zmail_extra, .tutanota_quote,
        #divRplyFwdMsg, #appendonsend, #OLK_SRC_BODY_SECTION, #mail-editor-reference-message-container, #isForwardContent, .OutlookMessageHeader,
        div[style*="border-top:solid #E1E1E1" i], div[style*="border-top:solid #B5C4DF" i], div[style*="border-top: 1pt solid" i]
        """;

    /// <summary>The mail with its quote folded, or null where none is marked, or where folding would hide new words.</summary>
    /// <param name="html">The HTML part, not cleaned yet.</param>
    /// <param name="newWords">The mail's new words (<see cref="ReplyText.Visible"/>): all of them have to stay in sight.</param>
    /// <param name="summary">What the folded quote is called, as text.</param>
    public static string? Fold(string html, string newWords, string summary)
    {
        if (!HtmlBounds.AreKept(html)) return null;
        using var document = MailHtml.Parse(html);
        if (document.Body is not { } body || body.QuerySelector(Marks) is not { } quote) return null;
        while (quote.ParentElement is { } parent && parent != body && !HasTextBefore(quote)) quote = parent;
        if (quote == body || quote.ParentElement is not { } home) return null;
        var folded = document.CreateElement("details");
        folded.ClassName = ClassName;
        var line = document.CreateElement("summary");
        line.TextContent = summary;
        home.InsertBefore(folded, quote);
        while (folded.NextSibling is { } next) folded.AppendChild(next);
        if (!AreKept(newWords, body, folded)) return null;
        folded.InsertBefore(line, folded.FirstChild);
        return document.ToHtml();
    }

    private static bool HasTextBefore(IElement element)
    {
        for (var before = element.PreviousSibling; before is not null; before = before.PreviousSibling)
            if (!string.IsNullOrWhiteSpace(before.TextContent)) return true;
        return false;
    }

    private static bool AreKept(string newWords, IElement body, IElement folded)
    {
        var (home, next) = (folded.Parent!, folded.NextSibling);
        folded.Remove();
        var seen = Squeeze(body.TextContent);
        home.InsertBefore(folded, next);
        return seen.Length > 0 && newWords.Split('\n').All(words => seen.Contains(Squeeze(words), StringComparison.Ordinal));
    }

    /// <summary>Letters and digits only: text and HTML of one mail differ in blanks, bullets and links.</summary>
    private static string Squeeze(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
