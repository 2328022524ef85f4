namespace UnifiedInbox.Mail.Replies;

/// <summary>Decides for every line whether it is new, quoted or signature.</summary>
internal static class ReplyLines
{
    public static LinePart[] Classify(IReadOnlyList<ReplyLine> lines, ReplyOptions options)
    {
        var parts = new LinePart[lines.Count];
        if (lines.All(line => line.IsBlank)) return parts;
        var end = new QuoteFinder(lines, parts, options).Run();
        // Below a forward's first line everything is content, the forwarded mail's own signature included.
        Signatures.Mark(lines, parts, end, options);
        TrailingQuotes.Mark(lines, parts, end);
        Signatures.Mark(lines, parts, end, options);
        if (Enumerable.Range(0, lines.Count).All(at => parts[at] != LinePart.Text || lines[at].IsBlank)) Array.Clear(parts);
        return parts;
    }
}
