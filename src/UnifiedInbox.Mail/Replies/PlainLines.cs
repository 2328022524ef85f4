namespace UnifiedInbox.Mail.Replies;

/// <summary>Plain text as lines.</summary>
internal static class PlainLines
{
    /// <summary>The lines of the part that is read, and the rest as it stands.</summary>
    public static (List<ReplyLine> Lines, string Below) Read(string text)
    {
        var cut = text.Length;
        if (cut > ReplyText.Longest)
        {
            cut = text.LastIndexOf('\n', ReplyText.Longest) + 1;
            if (cut == 0) cut = ReplyText.Longest;
        }
        var lines = new List<ReplyLine>();
        foreach (var span in text.AsSpan(0, cut).EnumerateLines())
        {
            var line = span.TrimEnd().ToString();
            if (SharedLine.Split(line) is var (above, attribution))
            {
                lines.Add(new ReplyLine(above, IsQuoted: false));
                line = attribution;
            }
            lines.Add(new ReplyLine(line, IsQuoted(line)));
        }
        return (lines, text[cut..]);
    }

    private static bool IsQuoted(string line)
    {
        var start = line.AsSpan().TrimStart();
        return start.StartsWith(">") && !start.StartsWith(">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>");
    }
}
