using System.Text;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>The small print of addresses.</summary>
internal static class AddressText
{
    /// <summary>Without comments, blanks, a source route (<c>@a,@b:</c>) and a <c>mailto:</c>.</summary>
    public static string Clean(string address)
    {
        address = Comments.Remove(address).Trim();
        if (address.Contains("=?", StringComparison.Ordinal)) address = EncodedWords.Decode(address);
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) address = address[7..];
        if (address.StartsWith('@') && address.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) address = address[(colon + 1)..];
        return address.StartsWith('"') ? address.Trim() : WithoutBlanks(address);
    }

    /// <summary>
    /// Finds the address in a text without angle brackets: the word with an at sign, with the blanks around "@" and "." that an
    /// obsolete form allows. The rest is the name.
    /// </summary>
    public static (string Address, string Name)? Split(string said)
    {
        var sign = said.LastIndexOf('@');
        if (sign <= 0) return null;
        var (start, end) = (sign, sign + 1);
        while (end < said.Length && char.IsWhiteSpace(said[end])) end++;
        while (end < said.Length && !char.IsWhiteSpace(said[end])) end = Domain(said, end + 1);
        while (start > 0 && char.IsWhiteSpace(said[start - 1])) start--;
        start = LocalPart(said, start);
        return (said[start..end], (said[..start].TrimEnd() + " " + said[end..].TrimStart()).Trim());
    }

    /// <summary>Runs of white space made one blank, none at the ends.</summary>
    public static string Collapse(string text)
    {
        text = text.Trim();
        if (!text.AsSpan().ContainsAny("\t\r\n\u00a0") && !text.Contains("  ", StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character)) result.Append(character);
            else if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }
        return result.ToString();
    }

    private static int Domain(string said, int end)
    {
        var dot = end;
        while (dot < said.Length && char.IsWhiteSpace(said[dot])) dot++;
        if (dot == end || dot >= said.Length || said[dot] != '.') return end;
        dot++;
        while (dot < said.Length && char.IsWhiteSpace(said[dot])) dot++;
        return dot;
    }

    private static int LocalPart(string said, int start)
    {
        if (start > 0 && said[start - 1] == '"') return Math.Max(0, start > 1 ? said.LastIndexOf('"', start - 2) : 0);
        while (start > 0 && !char.IsWhiteSpace(said[start - 1]))
        {
            start--;
            if (said[start] != '.') continue;
            while (start > 0 && char.IsWhiteSpace(said[start - 1])) start--;
        }
        return start;
    }

    private static string WithoutBlanks(string text) =>
        text.AsSpan().ContainsAny(" \t\r\n\0") ? string.Concat(text.Where(character => !char.IsWhiteSpace(character) && character != '\0')) : text;
}
