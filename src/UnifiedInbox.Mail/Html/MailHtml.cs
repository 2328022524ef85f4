using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace UnifiedInbox.Mail.Html;

/// <summary>Makes the HTML of strangers safe to show, by list: what is not allowed is not there.</summary>
public static class MailHtml
{
    /// <summary>How often what was written is read again until it is read as written.</summary>
    private const int MostRounds = 5;

    /// <summary>Cleans a mail's HTML. Never throws, whatever it holds; work and memory are linear in its length.</summary>
    /// <param name="html">The HTML part, decoded.</param>
    /// <param name="options">What may be shown.</param>
    public static CleanedHtml Clean(string html, CleanOptions options)
    {
        if (!HtmlBounds.AreKept(html)) return TextOnly(html);
        return Clean(Parse(html), options, isHidden: null) ?? TextOnly(html);
    }

    /// <summary>Cleans what is not hidden of a parsed document; null where it does not settle.</summary>
    internal static CleanedHtml? Clean(IDocument document, CleanOptions options, Func<INode, bool>? isHidden)
    {
        var images = new ImageSources(options);
        var writer = new HtmlWriter(images, isHidden);
        var cleaned = writer.Document(document);
        var remote = images.Remote;
        return Settle(cleaned, images) is { } settled ? new CleanedHtml(settled, remote, [.. writer.Links.Distinct()], TooComplex: false) : null;
    }

    /// <summary>Scripts count as switched off, as they are in the frame: what stands in noscript is part of the mail.</summary>
    internal static IDocument Parse(string html) => new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html);

    /// <summary>
    /// What was written, once a parser reads it as the same tree: elements taken away can leave others where no parser would put
    /// them (a table row in a paragraph), and a reader that moves them could be led to read something else.
    /// </summary>
    private static string? Settle(string cleaned, ImageSources images)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (!HtmlBounds.AreKept(cleaned)) return null;
            var again = new HtmlWriter(images).Document(Parse(cleaned));
            if (again == cleaned) return cleaned;
            cleaned = again;
        }
        return null;
    }

    /// <summary>What is shown of a mail that is too deep or too large to be parsed.</summary>
    internal static CleanedHtml TextOnly(string html)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body><div style=\"white-space: pre-wrap\">");
        Escaping.AppendText(text, HtmlText.Of(html));
        return new CleanedHtml(text.Append("</div></body></html>").ToString(), RemoteImages: 0, Links: [], TooComplex: true);
    }
}
