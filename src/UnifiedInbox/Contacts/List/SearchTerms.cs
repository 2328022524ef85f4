namespace UnifiedInbox.Contacts.List;

/// <summary>What somebody typed to find a contact, as <c>search_contacts</c> takes it.</summary>
internal sealed record SearchTerms
{
    private const int LongestText = 100;
    private const int MostWords = 6;
    private const int MostSwaps = 20;

    public required string Text { get; init; }

    /// <summary>The longest word, which narrows most.</summary>
    public required string Longest { get; init; }
    public required string[] Others { get; init; }

    /// <summary>The text with two neighbouring letters in each other's place, the commonest slip; none for a number.</summary>
    public required string[] Swapped { get; init; }

    /// <summary>The digits, where nothing else was typed but what people put between them.</summary>
    public required string? Digits { get; init; }

    /// <summary>Null where nothing was typed.</summary>
    public static SearchTerms? Of(string? search)
    {
        var words = (search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToArray();
        var text = string.Join(' ', words);
        if (text.Length > LongestText) return Of(text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]);
        if (words.Length == 0) return null;
        var longest = words.MaxBy(word => word.Length)!;
        var digits = DigitsOf(text);
        return new SearchTerms
        {
            Text = text,
            Longest = longest,
            Others = [.. words.Where(word => !ReferenceEquals(word, longest))],
            Swapped = digits is null && longest.Length > 3 ? [.. Swaps(text).Take(MostSwaps)] : [],
            Digits = digits,
        };
    }

    /// <summary>Without the zeros a number is dialled with, which the stored form has not: 00 44 20…, 020…, +44 (0)20….</summary>
    private static string? DigitsOf(string text)
    {
        if (!text.All(c => char.IsAsciiDigit(c) || "+-./() ".Contains(c, StringComparison.Ordinal))) return null;
        var digits = string.Concat(text.Replace("(0)", "", StringComparison.Ordinal).Where(char.IsAsciiDigit)).TrimStart('0');
        return digits.Length >= 2 ? digits : null;
    }

    private static IEnumerable<string> Swaps(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (!char.IsLetter(text[i]) || !char.IsLetter(text[i + 1]) || text[i] == text[i + 1]) continue;
            yield return string.Concat(text.AsSpan(0, i), [text[i + 1], text[i]], text.AsSpan(i + 2));
        }
    }
}
