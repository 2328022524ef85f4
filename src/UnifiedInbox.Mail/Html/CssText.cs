using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>
/// Moves through CSS the way browsers do (CSS Syntax Level 3): strings, brackets and escapes do not end what they stand in. Every
/// move goes forward, so the work is linear.
/// </summary>
internal static class CssText
{
    /// <summary>Without comments; <c>&lt;!--</c> and <c>--&gt;</c> count for nothing either.</summary>
    public static string WithoutComments(string css)
    {
        if (!css.Contains("/*", StringComparison.Ordinal) && !css.Contains("<!--", StringComparison.Ordinal) && !css.Contains("-->", StringComparison.Ordinal)) return css;
        var text = new StringBuilder(css.Length);
        for (var at = 0; at < css.Length;)
        {
            var sign = css[at];
            if (sign is '"' or '\'')
            {
                var end = SkipString(css, at);
                text.Append(css, at, end - at);
                at = end;
            }
            else if (Starts(css, at, "/*"))
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? css.Length : end + 2;
                text.Append(' ');
            }
            else if (Starts(css, at, "<!--")) at += 4;
            else if (Starts(css, at, "-->")) at += 3;
            else
            {
                text.Append(sign);
                at++;
            }
        }
        return text.ToString();
    }

    /// <summary>Where the next of the given signs stands outside of strings and brackets; the end where there is none.</summary>
    public static int Find(string css, int at, int end, ReadOnlySpan<char> signs)
    {
        var open = 0;
        while (at < end)
        {
            var sign = css[at];
            if (open == 0 && signs.Contains(sign)) return at;
            switch (sign)
            {
                case '"' or '\'':
                    at = Math.Min(end, SkipString(css, at));
                    continue;
                case '\\':
                    at++;
                    break;
                case '(' or '[':
                    open++;
                    break;
                case ')' or ']' when open > 0:
                    open--;
                    break;
            }
            at++;
        }
        return end;
    }

    /// <summary>Behind the closing brace that belongs to the opening one at <paramref name="at"/>.</summary>
    public static int SkipBlock(string css, int at)
    {
        var open = 0;
        while (at < css.Length)
        {
            switch (css[at])
            {
                case '"' or '\'':
                    at = SkipString(css, at);
                    continue;
                case '\\':
                    at++;
                    break;
                case '{':
                    open++;
                    break;
                case '}' when --open <= 0:
                    return at + 1;
            }
            at++;
        }
        return css.Length;
    }

    /// <summary>Behind a string; a line break ends it too, as a broken one.</summary>
    public static int SkipString(string css, int at)
    {
        var quote = css[at++];
        for (; at < css.Length; at++)
        {
            if (css[at] == quote || css[at] is '\n' or '\r' or '\f') return at + 1;
            if (css[at] == '\\') at++;
        }
        return css.Length;
    }

    private static bool Starts(string css, int at, string words) => string.CompareOrdinal(css, at, words, 0, words.Length) == 0;
}
