namespace UnifiedInbox.Mail.Replies;

/// <summary>A run of header lines (<c>From: … Sent: … To: … Subject: …</c>) as Outlook puts above what is answered.</summary>
internal static class HeaderBlock
{
    private const int Deepest = 14;

    /// <summary>Whether a quoted mail's headers begin on a line.</summary>
    public static bool BeginsAt(IReadOnlyList<ReplyLine> lines, int at)
    {
        if (HeaderNames.Of(lines[at].Text) is not (HeaderLine.From or HeaderLine.Date or HeaderLine.Subject)) return false;
        var seen = new HashSet<HeaderLine>();
        var (blanks, strays, address) = (0, 0, false);
        for (var line = at; line < lines.Count && line < at + Deepest; line++)
        {
            if (lines[line].IsBlank)
            {
                if (++blanks > 1) break;
                continue;
            }
            var kind = HeaderNames.Of(lines[line].Text);
            // Addresses fold onto lines of their own; more than two of them are a text that begins.
            if (kind == HeaderLine.None && (blanks > 0 || ++strays > 2)) break;
            if (kind == HeaderLine.None) continue;
            (blanks, strays) = (0, 0);
            seen.Add(kind);
            address |= kind == HeaderLine.From && lines[line].Text.Contains('@', StringComparison.Ordinal);
        }
        if (!seen.Contains(HeaderLine.From)) return seen.Contains(HeaderLine.Date) && seen.Contains(HeaderLine.To) && seen.Contains(HeaderLine.Subject);
        return seen.Count >= 3 || (seen.Count == 2 && (address || seen.Contains(HeaderLine.Date)));
    }
}
