namespace UnifiedInbox.Mail.Replies;

/// <summary>Walks down the lines and marks what is announced as a quote.</summary>
internal sealed class QuoteFinder(IReadOnlyList<ReplyLine> lines, LinePart[] parts, ReplyOptions options)
{
    private readonly List<(int Start, int End)> blocks = [];

    /// <summary>The first new line so far; the number of lines where there is none.</summary>
    private int firstText = lines.Count;
    private int notBefore;

    /// <summary>Where a forward begins, or the number of lines.</summary>
    public int Run()
    {
        var end = Walk();
        KeepInlineAnswers(end);
        return end;
    }

    private int Walk()
    {
        for (var at = 0; at < lines.Count; at++)
        {
            var line = lines[at];
            if (line.IsBlank) continue;
            if (Rulers.AnnouncesForward(line.Text) && !line.IsQuoted) return at;
            if (Announced(at) is { } cut)
            {
                if (options.IsForward) return cut;
                if (firstText < cut) Fill(cut, lines.Count);
                return lines.Count;
            }
            if ((Marked(at) ?? Attributed(at)) is { } next) at = next - 1;
            else if (line.Hint == LineHint.Signature) continue;
            else if (!line.IsQuoted) firstText = Math.Min(firstText, at);
        }
        return lines.Count;
    }

    /// <summary>Where everything below is quoted: a ruler, or a block of headers with the dividing line above.</summary>
    private int? Announced(int at)
    {
        if (lines[at].Hint == LineHint.QuoteToEnd) return at;
        if (lines[at].IsQuoted) return null;
        if (Rulers.AnnouncesQuote(lines[at].Text)) return at;
        if (!HeaderBlock.BeginsAt(lines, at)) return null;
        var above = at - 1;
        while (above >= notBefore && lines[above].IsBlank) above--;
        return above >= notBefore && Rulers.IsLine(lines[above].Text) ? above : at;
    }

    /// <summary>Marks what the mail program itself marked as its quote; answers where to go on.</summary>
    private int? Marked(int at)
    {
        if (lines[at].Hint != LineHint.Quote) return null;
        var end = at;
        for (var line = at; line < lines.Count && (lines[line].IsBlank || lines[line].Hint == LineHint.Quote || (lines[line].IsQuoted && end == line)); line++)
            if (!lines[line].IsBlank) end = line + 1;
        // An attribution may stand before the mark.
        var above = at - 1;
        while (above >= notBefore && lines[above].IsBlank) above--;
        var start = above >= notBefore && Attribution.EndingAt(lines, above, notBefore) is (var from, Attribution.Strength.Strong) ? from : at;
        Fill(start, end);
        blocks.Add((start, end));
        if (firstText >= start) firstText = lines.Count;
        return notBefore = end;
    }

    /// <summary>Marks an attribution that ends here with what it announces; answers where to go on.</summary>
    private int? Attributed(int at)
    {
        if (lines[at].IsQuoted && !lines[at].Text.AsSpan().TrimEnd().EndsWith(":")) return null;
        var (start, strength) = Attribution.EndingAt(lines, at, notBefore);
        if (strength == Attribution.Strength.None || (lines[start].IsQuoted && lines[at].IsQuoted)) return null;
        var next = at + 1;
        while (next < lines.Count && lines[next].IsBlank) next++;
        if (next < lines.Count && lines[next].IsQuoted) return Block(start, next);
        if (strength == Attribution.Strength.Weak) return null;
        if (firstText >= start)
        {
            // Some programs quote without marks, and people answer below: only the announcement is surely not theirs.
            Fill(start, at + 1);
            firstText = lines.Count;
            return notBefore = at + 1;
        }
        Fill(start, lines.Count);
        return lines.Count;
    }

    private int Block(int start, int next)
    {
        var end = QuotedRun.End(lines, next);
        Fill(start, end);
        blocks.Add((start, end));
        if (firstText >= start) firstText = lines.Count;
        return notBefore = end;
    }

    /// <summary>Answers between several quotes make no sense without them.</summary>
    private void KeepInlineAnswers(int end)
    {
        var answered = 0;
        var quoted = false;
        for (var at = 0; at < end; at++)
        {
            if (lines[at].IsBlank) continue;
            var isQuote = lines[at].IsQuoted || lines[at].Hint == LineHint.Quote;
            // An attribution alone is neither quote nor answer.
            if (!isQuote && parts[at] == LinePart.Quote) continue;
            if (quoted && !isQuote && !Signatures.Begins(lines[at].Text)) answered++;
            quoted = isQuote;
        }
        if (answered < 2) return;
        foreach (var block in blocks) Array.Fill(parts, LinePart.Text, block.Start, block.End - block.Start);
    }

    private void Fill(int start, int end) => Array.Fill(parts, LinePart.Quote, start, end - start);
}
