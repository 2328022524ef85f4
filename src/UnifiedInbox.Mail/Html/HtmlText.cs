using System.Net;
using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>
/// The text of HTML, for previews, search and the plain alternative: one pass over the letters, no tree. It is text, not HTML: what
/// looks like a tag in it was written as text.
/// </summary>
public static class HtmlText
{
    /// <summary>The text, lines kept, blanks collapsed. Never throws; linear in the length.</summary>
    public static string Of(string html)
    {
        var text = new TextLines(Math.Min(html.Length, 1 << 20));
        for (var at = 0; at < html.Length;)
        {
            var tag = html.IndexOf('<', at);
            if (tag < 0) tag = html.Length;
            if (tag > at) text.Add(Decode(html, at, tag));
            at = tag < html.Length ? Tag(html, tag, text) : tag;
        }
        return text.ToString();
    }

    private static string Decode(string html, int start, int end)
    {
        var text = html[start..end];
        return text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
    }

    /// <summary>Handles the tag at <paramref name="at"/> and answers where to go on.</summary>
    private static int Tag(string html, int at, TextLines text)
    {
        var next = at + 1 < html.Length ? html[at + 1] : '\0';
        if (next is '!' or '?') return SkipComment(html, at);
        var start = next == '/' ? at + 2 : at + 1;
        if (start >= html.Length || !char.IsAsciiLetter(html[start]))
        {
            if (next == '/') return After(html, ">", at);
            text.Add("<");
            return at + 1;
        }
        var end = start;
        while (end < html.Length && !char.IsWhiteSpace(html[end]) && html[end] is not ('>' or '/')) end++;
        var name = html[start..Math.Min(end, start + 20)].ToLowerInvariant();
        var close = SkipAttributes(html, end);
        if (next != '/' && Silent.Contains(name)) return After(html, ">", Find(html, "</" + name, close));
        Break(name, next == '/', text);
        return close;
    }

    private static void Break(string name, bool closes, TextLines text)
    {
        if (name is "br") text.Line();
        else if (name is "td" or "th" && closes) text.Add(" ");
        else if (name is "p" or "blockquote" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "ul" or "ol" or "pre" or "table") text.Paragraph();
        else if (name is "hr" || Elements.Block.Contains(name)) text.Fresh();
        if (name == "pre") text.Keep(!closes);
        if (name == "li" && !closes) text.Add("- ");
    }

    /// <summary>Quotes hold brackets that end no tag.</summary>
    private static int SkipAttributes(string html, int at)
    {
        while (at < html.Length)
        {
            var sign = html[at];
            if (sign == '>') return at + 1;
            if (sign is '"' or '\'' && html[at - 1] == '=')
            {
                var end = html.IndexOf(sign, at + 1);
                // A quote that never ends would swallow the rest of the mail.
                if (end < 0) return After(html, ">", at);
                at = end;
            }
            at++;
        }
        return html.Length;
    }

    private static int SkipComment(string html, int at) =>
        string.CompareOrdinal(html, at, "<!--", 0, 4) == 0 ? After(html, "-->", Math.Min(at + 2, html.Length)) : After(html, ">", at);

    private static int Find(string html, string words, int at)
    {
        var found = html.IndexOf(words, at, StringComparison.OrdinalIgnoreCase);
        return found < 0 ? html.Length : found;
    }

    private static int After(string html, string words, int at)
    {
        var found = html.IndexOf(words, at, StringComparison.Ordinal);
        return found < 0 ? html.Length : found + words.Length;
    }

    private static readonly HashSet<string> Silent = ["script", "style", "title", "template", "svg", "math", "select", "iframe", "noembed", "noframes"];
}
