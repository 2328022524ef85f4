namespace UnifiedInbox.Meaning.Text;

/// <summary>Finds the features of a text, in the order of its words, as often as they occur.</summary>
internal static class FeatureReader
{
    private const int ShortestLetters = 2;
    private const int LongestLetters = 5;

    /// <summary>So many words apart two are still taken together; it bounds what a long mail costs.</summary>
    private const int Near = 24;

    /// <summary>Beyond these many letters a word is no word.</summary>
    private const int LongestWord = 40;

    private const uint Word = 1;
    private const uint InARow = 2;
    private const uint Near2 = 3;
    private const uint Letters = 100;
    private const uint SpokenWell = 7001;
    private const uint SpokenIll = 7002;

    public static List<Feature> Of(IReadOnlyList<Token> tokens)
    {
        var found = new List<Feature>(tokens.Count * 24);
        var words = new uint[tokens.Count];
        for (var i = 0; i < tokens.Count; i++) words[i] = Hash(Word, tokens[i].Text);
        for (var i = 0; i < tokens.Count; i++)
        {
            found.Add(new(words[i], FeatureKind.Words, i, i));
            if (i + 1 < tokens.Count) found.Add(new(Both(InARow, words[i], words[i + 1]), FeatureKind.Words, i, i + 1));
            for (var j = Math.Max(0, i - Near); j < i; j++)
                found.Add(new(Both(Near2, Math.Min(words[i], words[j]), Math.Max(words[i], words[j])), FeatureKind.Together, j, i));
            AddPolarity(found, tokens, i);
            AddLetters(found, tokens[i].Text, i);
        }
        return found;
    }

    private static void AddPolarity(List<Feature> found, IReadOnlyList<Token> tokens, int at)
    {
        var polarity = Polarity.Of(tokens[at].Text);
        if (polarity == 0) return;
        var speaks = polarity > 0 != Polarity.IsTurned(tokens, at) ? SpokenWell : SpokenIll;
        found.Add(new(speaks, FeatureKind.Polarity, at, at));
        if (Polarity.IsAfterBut(tokens, at)) found.Add(new(speaks + 2, FeatureKind.Polarity, at, at));
    }

    private static void AddLetters(List<Feature> found, string word, int at)
    {
        Span<char> edged = stackalloc char[Math.Min(word.Length, LongestWord) + 2];
        edged[0] = edged[^1] = ' ';
        word.AsSpan(0, edged.Length - 2).CopyTo(edged[1..]);
        for (var length = ShortestLetters; length <= LongestLetters; length++)
            for (var i = 0; i + length <= edged.Length; i++)
                found.Add(new(Hash(Letters + (uint)length, edged.Slice(i, length)), FeatureKind.Letters, at, at));
    }

    private static uint Both(uint seed, uint first, uint second) => Mixed(Mixed(seed ^ 0x9E3779B9u, first), second);

    private static uint Hash(uint seed, ReadOnlySpan<char> text)
    {
        var hash = Mixed(seed, (uint)text.Length);
        foreach (var unit in text) hash = Mixed(hash, unit);
        return hash;
    }

    /// <summary>Murmur3's finisher over one more number: fast, and every bit of the input moves half of the output's.</summary>
    private static uint Mixed(uint hash, uint more)
    {
        hash = (hash ^ more) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
