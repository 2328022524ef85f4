namespace UnifiedInbox.Mail.Replies;

/// <summary>A quote at the end that nothing announces: hidden where new words stand above it.</summary>
internal static class TrailingQuotes
{
    public static void Mark(IReadOnlyList<ReplyLine> lines, LinePart[] parts, int end)
    {
        if (end < lines.Count) return;
        var start = end;
        for (var at = end - 1; at >= 0; at--)
        {
            if (lines[at].IsBlank || parts[at] == LinePart.Signature) continue;
            // Above an announced quote it is one the writer wanted to be read.
            if (parts[at] == LinePart.Quote) break;
            if (!lines[at].IsQuoted && !(at > 0 && at + 1 < end && lines[at - 1].IsQuoted && lines[at + 1].IsQuoted && lines[at - 1].Text.Length >= 60)) break;
            start = at;
        }
        for (var at = start; at < end; at++)
            if (parts[at] == LinePart.Text) parts[at] = LinePart.Quote;
    }
}
