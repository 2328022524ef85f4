using System.Buffers;
using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Judges the value of a declaration.</summary>
internal static class CssValue
{
    private const int Longest = 4_000;

    /// <summary>
    /// The value as it may stay: white space collapsed, pictures that may not load replaced by <c>none</c>. Null where anything in it
    /// is not understood, such as an escape (which could spell a forbidden word) or an unknown function.
    /// </summary>
    public static string? Clean(string value, ImageSources images)
    {
        var kept = new StringBuilder(Math.Min(value.Length, Longest));
        var (open, addresses) = (0, 0);
        for (var at = 0; at < value.Length;)
        {
            if (kept.Length - addresses > Longest) return null;
            var sign = value[at];
            if (char.IsWhiteSpace(sign))
            {
                if (kept.Length > 0 && kept[^1] != ' ') kept.Append(' ');
                at++;
            }
            else if (sign is '"' or '\'')
            {
                var end = CssText.SkipString(value, at);
                if (end - at < 2 || value[end - 1] != sign || !IsQuiet(value.AsSpan(at + 1, end - at - 2))) return null;
                // One kind of quotation mark: the other may stand in a text such as "Segoe's".
                kept.Append('"').Append(value.AsSpan(at + 1, end - at - 2)).Append('"');
                at = end;
            }
            else if (sign == '(')
            {
                var name = WordBefore(kept);
                if (name == "url")
                {
                    var before = kept.Length;
                    if (!TryUrl(value, ref at, kept, images)) return null;
                    addresses += Math.Max(0, kept.Length - before);
                    continue;
                }
                if (name.Length > 0 && !CssProperties.Functions.Contains(name)) return null;
                kept.Append(sign);
                open++;
                at++;
            }
            else if (IsPlain(sign))
            {
                if (sign == ')' && --open < 0) return null;
                kept.Append(sign);
                at++;
            }
            else return null;
        }
        return open == 0 ? kept.ToString().TrimEnd() : null;
    }

    /// <summary>Reads <c>url(…)</c>, quoted or not, and writes the address that may be loaded, or <c>none</c>.</summary>
    private static bool TryUrl(string value, ref int at, StringBuilder kept, ImageSources images)
    {
        var start = at + 1;
        while (start < value.Length && char.IsWhiteSpace(value[start])) start++;
        var quote = start < value.Length && value[start] is '"' or '\'' ? value[start] : '\0';
        var end = quote == '\0' ? value.IndexOf(')', start) : value.IndexOf(quote, Math.Min(start + 1, value.Length));
        if (end < 0) return false;
        var address = quote == '\0' ? value[start..end].Trim() : value[(start + 1)..end];
        if (quote != '\0')
        {
            for (end++; end < value.Length && char.IsWhiteSpace(value[end]);) end++;
            if (end >= value.Length || value[end] != ')') return false;
        }
        if (address.AsSpan().ContainsAny(EndsAddresses)) return false;
        kept.Length -= "url".Length;
        at = end + 1;
        kept.Append(images.Resolve(address) is { } source && !source.AsSpan().ContainsAny(EndsAddresses) ? "url(\"" + source + "\")" : "none");
        return true;
    }

    private static string WordBefore(StringBuilder kept)
    {
        var start = kept.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(kept[start - 1]) || kept[start - 1] is '-' or '_')) start--;
        return kept.ToString(start, kept.Length - start).ToLowerInvariant();
    }

    private static bool IsQuiet(ReadOnlySpan<char> text)
    {
        foreach (var sign in text)
            if (sign is '"' or '\\' or '<' or '>' or '{' or '}' or ';' or '@' || char.IsControl(sign)) return false;
        return true;
    }

    private static bool IsPlain(char sign) =>
        char.IsLetterOrDigit(sign) || sign is '#' or '.' or ',' or '%' or '-' or '+' or '*' or '/' or '!' or '_' or ')';

    private static readonly SearchValues<char> EndsAddresses = SearchValues.Create("\\\"'()<>{};\n\r");
}
