using System.Collections.Frozen;

namespace UnifiedInbox.Meaning.Text;

/// <summary>What is known of a text's language: English, without words (emoji, numbers, an address), or another or none that can be told.</summary>
internal enum Language
{
    English,
    Wordless,
    Unknown,
}

/// <summary>
/// Whether a text is English, which is all the models know. Looks up its words among the commonest of English and among those of other
/// languages (<c>Shipped/languages.txt</c>); letters outside the Latin alphabet, or many with accents, are another language's.
/// </summary>
internal static class LanguageCheck
{
    /// <summary>The share of a text's words that have to be common English ones.</summary>
    private const double KnownShare = 0.4;

    private static readonly FrozenSet<string> English;
    private static readonly FrozenSet<string> Others;

    static LanguageCheck()
    {
        var lines = Resource.Lines("languages.txt").Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).ToList();
        English = lines.Where(line => line[0] == "English").SelectMany(line => line.Skip(1)).ToFrozenSet(StringComparer.Ordinal);
        Others = lines.Where(line => line[0] != "English").SelectMany(line => line.Skip(1)).ToFrozenSet(StringComparer.Ordinal);
    }

    public static Language Of(string text) => Of(Tokens.Of(text));

    public static Language Of(List<Token> tokens)
    {
        int words = 0, known = 0, foreign = 0, strange = 0;
        foreach (var token in tokens)
        {
            if (!char.IsLetter(token.Text[0])) continue;
            words++;
            if (Others.Contains(token.Text)) foreign++;
            else if (English.Contains(token.Text)) known++;
            else if (token.Text.Any(letter => letter > 'z' && char.IsLetter(letter))) strange++;
        }
        if (words == 0) return Language.Wordless;
        if (strange + foreign > known) return Language.Unknown;
        // A name or a word of the trade is unknown too: of few words one may be, of many some. Letters of no alphabet at all are noise.
        return known >= KnownShare * words ? Language.English : Language.Unknown;
    }
}
