namespace UnifiedInbox.Mail.Html;

/// <summary>
/// Tells, before anything is parsed, whether a document is built to be expensive: parsing is quadratic in the depth of open
/// elements, and formatting elements left open are opened again in every paragraph.
/// </summary>
internal static class HtmlBounds
{
    /// <summary>Longest document that is parsed, in characters.</summary>
    public const int Longest = 3_000_000;

    /// <summary>Deepest nesting; Chromium itself stops at 512.</summary>
    private const int Deepest = 600;

    private const int MostElements = 100_000;

    /// <summary>Elements a parser may have to make again: each tag may reopen every formatting element left open.</summary>
    private const int MostReopened = 500_000;

    public static bool AreKept(string html)
    {
        if (html.Length > Longest) return false;
        var (depth, count, formatting, reopened) = (0, 0, 0, 0);
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            var closes = html[at + 1] == '/';
            var start = closes ? at + 2 : at + 1;
            if (start >= html.Length || !char.IsAsciiLetter(html[start])) continue;
            var name = NameAt(html, start);
            if (Formatting.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)) formatting = Math.Max(0, formatting + (closes ? -1 : 1));
            if (IsFlat(name)) count++;
            else if (closes) depth = Math.Max(0, depth - 1);
            else if (++depth > Deepest) return false;
            else count++;
            reopened += formatting;
            if (count > MostElements || reopened > MostReopened) return false;
        }
        return true;
    }

    private static ReadOnlySpan<char> NameAt(string html, int start)
    {
        var end = start;
        while (end < html.Length && end - start < 12 && (char.IsAsciiLetterOrDigit(html[end]) || html[end] == ':')) end++;
        return html.AsSpan(start, end - start);
    }

    /// <summary>Elements that hold nothing, or that the next of their kind closes.</summary>
    private static bool IsFlat(ReadOnlySpan<char> name) => Flat.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static readonly HashSet<string> Flat = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "wbr", "p", "li", "td", "th", "tr", "tbody", "dd", "dt",
        "option", "html", "head", "body",
    };

    private static readonly HashSet<string> Formatting = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    };
}
