namespace UnifiedInbox.Mail.Replies;

/// <summary>Lines that announce a quoted or forwarded mail, and lines that only divide.</summary>
internal static class Rulers
{
    /// <summary><c>-----Original Message-----</c>, or a request to answer above.</summary>
    public static bool AnnouncesQuote(string line)
    {
        if (Inner(line) is { Length: > 0 } words) return Has(words, ReplyWords.Message) && !Has(words, ReplyWords.Forwarded);
        return line.Length < 200 && Has(line, ReplyWords.ReplyAbove);
    }

    /// <summary><c>---------- Forwarded message ---------</c>, or <c>Begin forwarded message:</c>.</summary>
    public static bool AnnouncesForward(string line)
    {
        if (Inner(line) is { Length: > 0 } words) return Has(words, ReplyWords.Forwarded);
        var start = line.AsSpan().TrimStart(" \t\u00a0>*");
        if (start.Length > 120) return false;
        foreach (var words2 in ReplyWords.ForwardLines)
            if (start.StartsWith(words2, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
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

    private static bool Has(string text, string[] words)
    {
        foreach (var word in words)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private const string Signs = "-_=—–─ \t";
}
