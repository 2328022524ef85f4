using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Judges selectors, and renames the ids in them the way <see cref="AttributeWriter"/> renames those of elements.</summary>
internal static class CssSelector
{
    private const int Longest = 2_000;

    /// <summary>The selector to write; null where it holds what no plain selector does.</summary>
    public static string? Clean(string selector)
    {
        if (selector.Length is 0 or > Longest) return null;
        var kept = new StringBuilder(selector.Length + 16);
        char? quote = null;
        for (var at = 0; at < selector.Length; at++)
        {
            var sign = selector[at];
            if (quote == sign) quote = null;
            else if (quote is null && sign is '"' or '\'') quote = sign;
            else if (quote is null && char.IsWhiteSpace(sign))
            {
                if (kept[^1] != ' ') kept.Append(' ');
                continue;
            }
            else if (!IsPlain(sign, quote is not null)) return null;
            kept.Append(sign);
            if (quote is null && sign == '#')
            {
                if (!selector.AsSpan(at + 1).StartsWith(AnchorIds.Prefix, StringComparison.Ordinal)) kept.Append(AnchorIds.Prefix);
            }
        }
        return quote is null && Balanced(selector) ? kept.ToString().Trim() : null;
    }

    private static bool Balanced(string selector) =>
        selector.Count(sign => sign == '(') == selector.Count(sign => sign == ')') && selector.Count(sign => sign == '[') == selector.Count(sign => sign == ']');

    private static bool IsPlain(char sign, bool quoted) => char.IsLetterOrDigit(sign)
        || sign is '-' or '_' or '.' or '#' or '*' or ':' or ',' or '>' or '+' or '~' or '[' or ']' or '=' or '^' or '$' or '|' or '(' or ')'
        || (quoted && sign is ' ' or ';' or '/' or '%' or '!' or '?' or '&' or '@');
}
