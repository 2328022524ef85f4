namespace UnifiedInbox.Mail.Replies;

/// <summary>A run of quoted lines.</summary>
internal static class QuotedRun
{
    /// <summary>Long lines are broken on the way; what was broken off carries no mark.</summary>
    private const int LikelyBroken = 60;

    /// <summary>The line behind the run that begins on a line, blank lines at its end not counted.</summary>
    public static int End(IReadOnlyList<ReplyLine> lines, int at)
    {
        var end = at;
        for (; at < lines.Count; at++)
        {
            if (lines[at].IsQuoted) end = at + 1;
            else if (!lines[at].IsBlank && !IsBrokenOff(lines, at)) break;
        }
        return end;
    }

    private static bool IsBrokenOff(IReadOnlyList<ReplyLine> lines, int at) =>
        at > 0 && at + 1 < lines.Count && lines[at - 1].IsQuoted && lines[at + 1].IsQuoted
        && (lines[at - 1].Text.Length >= LikelyBroken || lines[at - 1].Text.Contains("http", StringComparison.OrdinalIgnoreCase));
}
