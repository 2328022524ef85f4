using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>What a server says it can do; words in upper case.</summary>
internal static class CapabilitySet
{
    private const int Most = 500;

    public static FrozenSet<string> Read(TokenReader tokens)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (!tokens.AtEnd && words.Count < Most)
            if (tokens.Text() is { Length: > 0 and < 100 } word) words.Add(word.ToUpperInvariant());
        return words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
