using System.Text;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>Comments of RFC 5322: in round brackets, inside each other, with backslashes.</summary>
internal static class Comments
{
    /// <summary>From an opening bracket to behind its closing one; answers what stands between them.</summary>
    public static string Skip(string text, ref int at)
    {
        var start = at + 1;
        var depth = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '(') depth++;
            else if (text[at] == ')' && --depth == 0) break;
        }
        at = Math.Min(at, text.Length);
        var comment = text[start..at].Replace("\\", "", StringComparison.Ordinal).Trim();
        if (at < text.Length) at++;
        return comment;
    }

    /// <summary>The text with every comment outside quotes made a blank.</summary>
    public static string Remove(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '(')
            {
                Skip(text, ref at);
                result.Append(' ');
            }
            else result.Append(text[at++]);
        }
        return result.ToString();
    }
}
