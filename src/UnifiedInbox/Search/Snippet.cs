using System.Text;

namespace UnifiedInbox.Search;

/// <summary>
/// A piece of text with the words marked. PostgreSQL marks with control characters; the text is escaped here, so that no message brings
/// HTML of its own.
/// </summary>
internal static class Snippet
{
    public const char Start = '\u0001';
    public const char Stop = '\u0002';

    /// <summary>In the place of angle brackets, which PostgreSQL takes for tags and leaves out with what they hold.</summary>
    private const char Less = '\u0003';
    private const char More = '\u0004';
    private const int Around = 90;

    /// <summary>HTML of <paramref name="marked"/>; where nothing is marked (words without spaces between them), the terms as they were typed are.</summary>
    public static string Html(string marked, SearchText search)
    {
        marked = marked.Replace(Less, '<').Replace(More, '>');
        if (!marked.Contains(Start, StringComparison.Ordinal)) marked = MarkTyped(marked.Replace(Stop, ' '), search);
        var html = new StringBuilder();
        foreach (var part in marked.Split([Start, Stop]).Select((text, i) => (Text: text, IsMarked: i % 2 == 1)))
        {
            if (part.IsMarked) html.Append("<mark>").Append(Escaped(part.Text)).Append("</mark>");
            else html.Append(Escaped(part.Text));
        }
        return html.ToString();
    }

    private static StringBuilder Escaped(string text) =>
        new StringBuilder(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");

    private static string MarkTyped(string text, SearchText search)
    {
        foreach (var term in search.Phrases.Concat(search.Words))
        {
            var at = text.IndexOf(term, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            var from = Math.Max(0, at - Around);
            var end = Math.Min(text.Length, at + term.Length + Around);
            return (from > 0 ? "…" : "") + text[from..at] + Start + text.Substring(at, term.Length) + Stop + text[(at + term.Length)..end] + (end < text.Length ? "…" : "");
        }
        return text.Length <= 2 * Around ? text : text[..(2 * Around)] + "…";
    }
}
