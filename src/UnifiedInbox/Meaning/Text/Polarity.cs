using System.Collections.Frozen;

namespace UnifiedInbox.Meaning.Text;

/// <summary>
/// Which words speak well and which ill of something, from <c>Shipped/polarity.txt</c>. A classifier sees these beside the words themselves,
/// and so knows what to make of "dreadful" though none of its examples held it. For what is not about liking, training gives them no weight.
/// </summary>
internal static class Polarity
{
    /// <summary>A "not" reaches so many words far.</summary>
    private const int Reach = 3;

    private static readonly FrozenDictionary<string, int> Whole;
    private static readonly (string Beginning, int Polarity)[][] Beginnings;

    static Polarity()
    {
        var whole = new Dictionary<string, int>(StringComparer.Ordinal);
        var beginnings = new List<(string, int)>();
        foreach (var line in Resource.Lines("polarity.txt"))
        {
            if (line is not ['+' or '-', ' ', ..]) continue;
            var polarity = line[0] == '+' ? 1 : -1;
            foreach (var word in line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                if (word.Length > 2 && word.EndsWith('*')) beginnings.Add((word[..^1], polarity));
                else whole[word] = polarity;
        }
        Whole = whole.ToFrozenDictionary(StringComparer.Ordinal);
        Beginnings = [.. Enumerable.Range(0, 26).Select(letter => beginnings.Where(entry => entry.Item1[0] == 'a' + letter).ToArray())];
    }

    /// <summary>1, -1, or 0 where the word says nothing of the kind.</summary>
    public static int Of(string word)
    {
        if (Whole.TryGetValue(word, out var polarity)) return polarity;
        if (word[0] is < 'a' or > 'z') return 0;
        foreach (var (beginning, its) in Beginnings[word[0] - 'a'])
            if (word.StartsWith(beginning, StringComparison.Ordinal)) return its;
        return 0;
    }

    /// <summary>Whether a word shortly before it turns its sense round; two turn it back.</summary>
    public static bool IsTurned(IReadOnlyList<Token> tokens, int at)
    {
        if (IsNo(tokens[at].Text)) return false;
        var turned = false;
        for (var i = Math.Max(0, at - Reach); i < at; i++) turned ^= IsNo(tokens[i].Text);
        return turned;
    }

    /// <summary>What comes behind a "but" is what is meant.</summary>
    public static bool IsAfterBut(IReadOnlyList<Token> tokens, int at)
    {
        for (var i = 0; i < at; i++)
            if (tokens[i].Text is "but" or "however" or "although") return true;
        return false;
    }

    private static bool IsNo(string word) =>
        word is "not" or "no" or "never" or "without" or "nothing" or "hardly" or "cannot" or "nor"
            or "dont" or "didnt" or "wont" or "cant" or "isnt" or "wasnt" or "doesnt"
        || word.EndsWith("n't", StringComparison.Ordinal);
}
