using AngleSharp.Dom;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Mail.Replies;

/// <summary>An HTML mail taken apart like <see cref="ReplyText"/>, and cleaned like <see cref="MailHtml"/>.</summary>
/// <param name="Whole">The whole mail.</param>
/// <param name="Visible">The new words as a document of their own; null where nothing is hidden.</param>
/// <param name="Hidden">The quote and the signature; null where nothing is hidden.</param>
/// <param name="Text">The same as text.</param>
public sealed record ReplyHtml(CleanedHtml Whole, CleanedHtml? Visible, CleanedHtml? Hidden, ReplyText Text)
{
    /// <summary>Takes an HTML body apart. Never throws; linear in the length.</summary>
    /// <param name="html">The body, decoded.</param>
    /// <param name="clean">What may be shown.</param>
    /// <param name="options">What else is known of the mail.</param>
    public static ReplyHtml Of(string html, CleanOptions clean, ReplyOptions? options = null)
    {
        if (!HtmlBounds.AreKept(html)) return AsText(html, options);
        var document = MailHtml.Parse(html);
        if (MailHtml.Clean(document, clean, isHidden: null) is not { } whole) return AsText(html, options);
        var (lines, parts) = Read(document, options);
        var text = ReplyText.Compose(lines.Lines, parts, "");
        if (Array.TrueForAll(parts, part => part == LinePart.Text)) return new ReplyHtml(whole, null, null, text);
        var visible = MailHtml.Clean(document, clean, new HiddenNodes(lines, line => parts[line] == LinePart.Text).Contains);
        var hidden = MailHtml.Clean(document, clean, new HiddenNodes(lines, line => parts[line] != LinePart.Text).Contains);
        return visible is null || hidden is null ? new ReplyHtml(whole, null, null, text) : new ReplyHtml(whole, visible, hidden, text);
    }

    /// <summary>Takes only the text of an HTML body apart, for search and previews.</summary>
    /// <param name="html">The body, decoded.</param>
    /// <param name="options">What else is known of the mail.</param>
    public static ReplyText TextOf(string html, ReplyOptions? options = null)
    {
        if (!HtmlBounds.AreKept(html)) return ReplyText.Of(HtmlText.Of(html), options);
        var (lines, parts) = Read(MailHtml.Parse(html), options);
        return ReplyText.Compose(lines.Lines, parts, "");
    }

    private static ReplyHtml AsText(string html, ReplyOptions? options) =>
        new(MailHtml.TextOnly(html), null, null, ReplyText.Of(HtmlText.Of(html), options));

    private static (HtmlLines Lines, LinePart[] Parts) Read(IDocument document, ReplyOptions? options)
    {
        var lines = HtmlLines.Of((INode?)document.Body ?? document);
        return (lines, ReplyLines.Classify(lines.Lines, options ?? new ReplyOptions()));
    }
}
