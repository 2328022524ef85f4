namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>
/// Walks over <c>; name=value</c>. Takes what senders do: values with blanks and no quotes, a quote that is never closed, no
/// semicolon between two parameters, two of them.
/// </summary>
internal ref struct ParameterScanner(string text, int at)
{
    private int at = at;

    /// <summary>The name in lower case and the raw value; false at the end.</summary>
    public bool TryNext(out string name, out string value)
    {
        (name, value) = ("", "");
        while (true)
        {
            while (at < text.Length && (text[at] is ';' || char.IsWhiteSpace(text[at]))) at++;
            if (at >= text.Length) return false;
            if (text[at] == '(')
            {
                Comments.Skip(text, ref at);
                continue;
            }
            var start = at;
            while (at < text.Length && text[at] is not ('=' or ';' or '"')) at++;
            if (at >= text.Length) return false;
            if (text[at] != '=')
            {
                at++;
                continue;
            }
            name = text[start..at++].Trim().ToLowerInvariant();
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            value = at < text.Length && text[at] == '"' ? Quoted() : Token(name);
            return true;
        }
    }

    private string Quoted()
    {
        var value = QuotedText.Read(text, ref at);
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return value;
    }

    /// <summary>
    /// To the semicolon, or to a word with an equals sign behind a blank. A comment ends it too, except in a file name, where
    /// "report (1).pdf" is a name.
    /// </summary>
    private string Token(string name)
    {
        var (start, end) = (at, -1);
        var isName = name.StartsWith("name", StringComparison.Ordinal) || name.StartsWith("filename", StringComparison.Ordinal);
        for (; at < text.Length && text[at] != ';'; at++)
        {
            if (text[at] == '(' && !isName && end < 0)
            {
                end = at;
                Comments.Skip(text, ref at);
                at--;
            }
            else if (char.IsWhiteSpace(text[at]) && BeginsParameter(text.AsSpan(at + 1))) break;
        }
        return text[start..(end < 0 ? at : end)].Trim();
    }

    private static bool BeginsParameter(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && length < 30 && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '-' or '*' or '_')) length++;
        return length > 2 && length < rest.Length && rest[length] == '=' && !(length + 1 < rest.Length && rest[length + 1] == '?');
    }
}
