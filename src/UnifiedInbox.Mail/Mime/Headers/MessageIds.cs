namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>Message identifiers of Message-ID, In-Reply-To and References, without their angle brackets.</summary>
internal static class MessageIds
{
    /// <summary>Hostile References hold thousands; a thread needs the first and the last few.</summary>
    private const int Most = 1000;

    /// <summary>What stands in angle brackets; without any, the words with an at sign, as prose ("Your message of Monday") has none.</summary>
    public static List<string> Read(string text)
    {
        var found = new List<string>();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0 && found.Count < Most;)
        {
            var end = text.AsSpan(at + 1).IndexOfAny('<', '>');
            var id = WithoutBlanks(end < 0 ? text.AsSpan(at + 1) : text.AsSpan(at + 1, end));
            if (id.Length > 0) found.Add(id);
            if (end < 0) break;
            at = text.IndexOf('<', at + 1 + end);
        }
        if (found.Count > 0) return found;
        foreach (var range in text.AsSpan().SplitAny(" \t,;"))
        {
            var word = text.AsSpan(range).Trim("<>\"()\0");
            if (word.Contains('@') && found.Count < Most) found.Add(word.ToString());
        }
        return found;
    }

    /// <summary>The identifier of a mail itself: a header with one word is one, whatever it looks like.</summary>
    public static string? ReadOne(string text)
    {
        if (Read(text) is [var first, ..]) return first;
        var word = WithoutBlanks(Comments.Remove(text).Trim().Trim('<', '>'));
        return word.Length == 0 ? null : word;
    }

    private static string WithoutBlanks(ReadOnlySpan<char> id)
    {
        id = id.Trim(" \t\r\n\0");
        return id.ContainsAny(" \t\r\n\0")
            ? string.Concat(id.ToString().Where(character => character is not (' ' or '\t' or '\r' or '\n' or '\0')))
            : id.ToString();
    }
}
