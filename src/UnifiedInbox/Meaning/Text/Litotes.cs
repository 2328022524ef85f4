namespace UnifiedInbox.Meaning.Text;

/// <summary>
/// "Not bad" and "I wasn't disappointed" say that something is fine. A linear model adds up what its words and pairs of words speak for,
/// and there "bad" outweighs everything around it: so the few sayings of the kind that customers use are read as one word. Not others:
/// who is "not angry" is seldom content, and "no problem" is told well by the pair of its words.
/// </summary>
internal static class Litotes
{
    private const string Meant = "fine";

    /// <summary>So many words may stand between: "not at all bad", "not that bad".</summary>
    private const int Between = 2;

    /// <summary>The words as they are, but for sayings of this kind.</summary>
    public static List<Token> Read(List<Token> tokens)
    {
        for (var at = tokens.Count - 1; at > 0; at--)
        {
            if (tokens[at].Text is not ("bad" or "disappointed" or "disappointing") || DenialBefore(tokens, at) is not { } from) continue;
            var (start, end) = (tokens[from].Start, tokens[at].Start + tokens[at].Length);
            tokens.RemoveRange(from, at - from + 1);
            tokens.Insert(from, new Token(Meant, start, end - start));
            at = from;
        }
        return tokens;
    }

    private static int? DenialBefore(List<Token> tokens, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 1 - Between; i--)
        {
            if (tokens[i].Text is "not" or "wasn't" or "isn't" or "wasnt" or "isnt" or "weren't" or "aren't") return i;
            if (tokens[i].Text is not ("so" or "too" or "that" or "half" or "at" or "all" or "a" or "really")) return null;
        }
        return null;
    }
}
