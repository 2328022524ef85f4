namespace UnifiedInbox.Mail.Replies;

/// <summary>
/// A mail's text, taken apart for display and search; the mail itself is stored whole. In doubt text stays visible: forwards are content,
/// answers between quotes keep what they answer, and a mail that would show nothing shows everything.
/// </summary>
/// <param name="Visible">The new words.</param>
/// <param name="Quoted">What was quoted, to be shown on demand; empty where nothing was.</param>
/// <param name="Signature">The signature or device line at the end; empty where there is none.</param>
public sealed record ReplyText(string Visible, string Quoted, string Signature)
{
    /// <summary>Only so much of a mail is read for quotes, in characters; what follows belongs to what precedes it.</summary>
    public const int Longest = 200_000;

    /// <summary>Takes a plain text body apart. Never throws; linear in the length.</summary>
    /// <param name="text">The body, decoded, with any line ends.</param>
    /// <param name="options">What else is known.</param>
    public static ReplyText Of(string text, ReplyOptions? options = null)
    {
        var (lines, rest) = PlainLines.Read(text);
        return Compose(lines, ReplyLines.Classify(lines, options ?? new ReplyOptions()), rest);
    }

    internal static ReplyText Compose(IReadOnlyList<ReplyLine> lines, LinePart[] parts, string rest)
    {
        if (rest.Length > 0)
        {
            // The rest was not read; it belongs to whatever was going on.
            lines = [.. lines, new ReplyLine(rest, IsQuoted: false)];
            parts = [.. parts, parts.Length > 0 ? parts[^1] : LinePart.Text];
        }
        return new ReplyText(Pick(lines, parts, LinePart.Text), Pick(lines, parts, LinePart.Quote), Pick(lines, parts, LinePart.Signature));
    }

    private static string Pick(IReadOnlyList<ReplyLine> lines, LinePart[] parts, LinePart part)
    {
        var picked = Enumerable.Range(0, lines.Count).Where(at => parts[at] == part).Select(at => lines[at].Text).ToList();
        var first = picked.FindIndex(line => !string.IsNullOrWhiteSpace(line));
        if (first < 0) return "";
        return string.Join('\n', picked.GetRange(first, picked.FindLastIndex(line => !string.IsNullOrWhiteSpace(line)) - first + 1)).TrimEnd();
    }
}
