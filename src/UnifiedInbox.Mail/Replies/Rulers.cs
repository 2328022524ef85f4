using System.Buffers;

namespace UnifiedInbox.Mail.Replies;

/// <summary>Lines that announce a quoted or forwarded mail, and lines that only divide.</summary>
internal static class Rulers
{
    /// <summary><c>-----Original Message-----</c>, or a request to answer above.</summary>
    public static bool AnnouncesQuote(string line)
    {
        if (Inner(line) is { Length: > 0 } words) return words.AsSpan().ContainsAny(Message) && !words.AsSpan().ContainsAny(Forwarded);
        return line.Length < 200 && line.AsSpan().ContainsAny(ReplyAbove);
    }

    /// <summary><c>---------- Forwarded message ---------</c>, or <c>Begin forwarded message:</c>.</summary>
    public static bool AnnouncesForward(string line)
    {
        if (Inner(line) is { Length: > 0 } words) return words.AsSpan().ContainsAny(Forwarded);
        var start = line.AsSpan().TrimStart(" \t\u00a0>*");
        return start.Length <= 120 && ForwardLines.BeginsAny(start);
    }

    /// <summary>A line of dashes or underscores alone.</summary>
    public static bool IsLine(string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= 3 && text.Trim(Signs).Length == 0;
    }

    /// <summary>The words between dashes.</summary>
    private static string? Inner(string line)
    {
        if (line.Length > 200) return null;
        var text = line.AsSpan().Trim(" \t\u00a0>*");
        var inner = text.Trim(Signs);
        if (inner.Length is 0 or > 60) return null;
        var before = text.IndexOf(inner);
        return before >= 3 && text.Length - before - inner.Length >= 3 ? inner.Trim().ToString() : null;
    }

    private static readonly SearchValues<string> Message = SearchValues.Create(ReplyWords.Message, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Forwarded = SearchValues.Create(ReplyWords.Forwarded, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> ReplyAbove = SearchValues.Create(ReplyWords.ReplyAbove, StringComparison.OrdinalIgnoreCase);
    private static readonly WordsByLetter ForwardLines = WordsByLetter.ByFirst(ReplyWords.ForwardLines);

    private const string Signs = "-_=—–─ \t";
}
