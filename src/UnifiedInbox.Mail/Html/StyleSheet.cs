using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>
/// Filters a style element: rules and media queries stay with their allowed declarations. Imports, fonts, animations and whatever
/// else a sheet can hold go, and so does every selector that is not plainly one.
/// </summary>
internal static class StyleSheet
{
    /// <summary>More rules than any mail needs; what follows is dropped.</summary>
    private const int MostRules = 5_000;

    public static string Clean(string css, ImageSources images)
    {
        var kept = new StringBuilder(css.Length);
        var rules = MostRules;
        Rules(CssText.WithoutComments(css), kept, images, nested: false, ref rules);
        return kept.ToString();
    }

    private static void Rules(string css, StringBuilder kept, ImageSources images, bool nested, ref int rules)
    {
        for (var at = 0; at < css.Length && rules > 0; rules--)
        {
            while (at < css.Length && (char.IsWhiteSpace(css[at]) || css[at] is '}' or ';')) at++;
            if (at >= css.Length) return;
            var isAt = css[at] == '@';
            var brace = CssText.Find(css, at, css.Length, isAt ? "{;" : "{");
            if (brace >= css.Length) return;
            var prelude = css[at..brace].Trim();
            if (css[brace] == ';')
            {
                at = brace + 1;
                continue;
            }
            var end = CssText.SkipBlock(css, brace);
            // A sheet may end in the middle of a rule.
            var block = css[(brace + 1)..(end > brace + 1 && css[end - 1] == '}' ? end - 1 : end)];
            if (!isAt) Rule(prelude, block, kept, images);
            else if (!nested) Media(prelude, block, kept, images, ref rules);
            at = end;
        }
    }

    private static void Rule(string prelude, string block, StringBuilder kept, ImageSources images)
    {
        if (CssSelector.Clean(prelude) is not { } selector) return;
        if (CssDeclarations.Clean(block, images) is not { Length: > 0 } declarations || declarations.AsSpan().IndexOfAny("{}<") >= 0) return;
        kept.Append(selector).Append(" { ").Append(declarations).Append(" }\n");
    }

    private static void Media(string prelude, string block, StringBuilder kept, ImageSources images, ref int rules)
    {
        if (!prelude.StartsWith("@media", StringComparison.OrdinalIgnoreCase) || !IsQuery(prelude.AsSpan("@media".Length))) return;
        var inner = new StringBuilder();
        Rules(block, inner, images, nested: true, ref rules);
        if (inner.Length == 0) return;
        kept.Append("@media ").AppendJoin(' ', prelude["@media".Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Append(" {\n").Append(inner).Append("}\n");
    }

    /// <summary>Whether a media query holds nothing but what one needs.</summary>
    public static bool IsQuery(ReadOnlySpan<char> query)
    {
        foreach (var sign in query)
            if (!char.IsAsciiLetterOrDigit(sign) && !char.IsWhiteSpace(sign) && sign is not ('(' or ')' or ':' or '-' or ',' or '.' or '/' or '=' or '>')) return false;
        return true;
    }
}
