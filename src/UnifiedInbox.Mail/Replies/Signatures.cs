namespace UnifiedInbox.Mail.Replies;

/// <summary>Signatures at the end of what a mail says.</summary>
internal static class Signatures
{
    private const int MostLines = 15;

    /// <summary>Marks the signature at the end of the lines that are still text, if words remain above it.</summary>
    public static void Mark(IReadOnlyList<ReplyLine> lines, LinePart[] parts, int end, ReplyOptions options)
    {
        if (end < lines.Count) return;
        var text = new List<int>();
        for (var at = 0; at < end; at++)
            if (parts[at] == LinePart.Text && !lines[at].IsBlank) text.Add(at);
        var start = Start(lines, text, options);
        if (start <= 0 || start >= text.Count) return;
        for (var at = text[start]; at < end; at++)
            if (parts[at] == LinePart.Text) parts[at] = LinePart.Signature;
    }

    /// <summary>Which of the text's lines is the signature's first; their number where there is none.</summary>
    private static int Start(IReadOnlyList<ReplyLine> lines, List<int> text, ReplyOptions options)
    {
        var start = text.Count;
        for (var at = text.Count - 1; at > 0 && text.Count - at <= MostLines; at--)
        {
            var line = lines[text[at]];
            if (line.IsQuoted) break;
            if (start == text.Count && IsDashedName(line.Text, lines[text[at - 1]].Text)) start = at;
            else if (line.Hint == LineHint.Signature || Begins(line.Text) || (IsName(line.Text, options.SenderName) && at > 0)) start = at;
            else if (start == at + 1 || start == text.Count) start = IsSentFrom(line.Text) && start >= at + 1 ? at : start;
        }
        return start;
    }

    /// <summary>A line that only stands above signatures: <c>-- </c>, a dash, a row of underscores.</summary>
    public static bool Begins(string line)
    {
        var text = line.AsSpan().Trim();
        return text is "--" or "—" or "––" or "---" or "——" || (text.Length >= 2 && text.Trim('_').Length == 0);
    }

    public static bool IsSentFrom(string line)
    {
        var text = line.AsSpan().Trim(" \t\u00a0*_[]");
        if (text.Length is 0 or > 120 || text.Contains(", ", StringComparison.Ordinal)) return false;
        return SentFrom.BeginsAny(text) || text.EndsWith("gesendet", StringComparison.OrdinalIgnoreCase) || text.EndsWith("gönderildi", StringComparison.OrdinalIgnoreCase);
    }

    private static readonly WordsByLetter SentFrom = WordsByLetter.ByFirst(ReplyWords.SentFrom);

    /// <summary><c>-roman</c>, if it is not the end of a list.</summary>
    private static bool IsDashedName(string line, string above)
    {
        var text = line.AsSpan().Trim();
        if (text.Length is < 3 or > 20 || text[0] != '-' || above.AsSpan().TrimStart().StartsWith("-") || above.AsSpan().TrimEnd().EndsWith(":")) return false;
        var name = text[1..].TrimStart().TrimEnd('.');
        foreach (var sign in name)
            if (!char.IsLetter(sign)) return false;
        return name.Length > 1;
    }

    private static bool IsName(string line, string? name) =>
        name is { Length: > 2 } && line.Trim().TrimStart('-', ' ').Equals(name, StringComparison.OrdinalIgnoreCase);
}
