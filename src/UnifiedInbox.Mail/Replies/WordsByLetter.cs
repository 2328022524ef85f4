using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Replies;

/// <summary>Words found at an end of a text by one letter first: they are many, and every line of every mail is asked.</summary>
internal sealed class WordsByLetter
{
    private readonly FrozenDictionary<char, string[]> words;

    private WordsByLetter(IEnumerable<string> words, Func<string, char> letterOf) =>
        this.words = words.GroupBy(word => char.ToUpperInvariant(letterOf(word))).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    public static WordsByLetter ByFirst(IEnumerable<string> words) => new(words, word => word[0]);

    public static WordsByLetter ByLast(IEnumerable<string> words) => new(words, word => word[^1]);

    /// <summary>Whether a text begins with one of the words; of those given by their first letter.</summary>
    public bool BeginsAny(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || !words.TryGetValue(char.ToUpperInvariant(text[0]), out var some)) return false;
        foreach (var word in some)
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>The words that may end a text; of those given by their last letter.</summary>
    public ReadOnlySpan<string> EndingLike(ReadOnlySpan<char> text) =>
        text.Length > 0 && words.TryGetValue(char.ToUpperInvariant(text[^1]), out var some) ? some : [];
}
