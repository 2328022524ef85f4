using System.Text;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>A quoted string of RFC 5322.</summary>
internal static class QuotedText
{
    /// <summary>Reads from the opening quote to behind the closing one, or to the end where it is missing; backslashes are taken off.</summary>
    public static string Read(string text, ref int at)
    {
        var start = ++at;
        var stop = text.AsSpan(at).IndexOfAny('"', '\\');
        if (stop < 0)
        {
            at = text.Length;
            return text[start..];
        }
        if (text[at + stop] == '"')
        {
            at += stop + 1;
            return text[start..(at - 1)];
        }
        var value = new StringBuilder();
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }
        at = Math.Min(at + 1, text.Length);
        return value.ToString();
    }
}
