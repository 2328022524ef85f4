using System.Globalization;

namespace UnifiedInbox.Meaning.Text;

/// <summary>A word (or a sign that speaks) of a text, lower-case, and where it stands.</summary>
internal readonly record struct Token(string Text, int Start, int Length);

/// <summary>
/// Takes a text apart: words with their apostrophes ("don't"), numbers, and the signs that carry meaning by themselves: question and
/// exclamation marks, currency signs, emoticons and emoji. Links and addresses become one word each, since whose they are says nothing.
/// </summary>
internal static class Tokens
{
    /// <summary>What stands further back in a long mail is quotes and footers more often than matter; it also bounds the cost of one text.</summary>
    public const int LongestText = 4_000;

    private const string Signs = "!?$€£%";

    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        var end = Math.Min(text.Length, LongestText);
        for (var at = 0; at < end;)
        {
            var length = LengthAt(text, at, end);
            if (length > 0) tokens.Add(new Token(Plain(text.AsSpan(at, length)), at, length));
            at += Math.Max(1, length);
        }
        return tokens;
    }

    private static int LengthAt(string text, int at, int end)
    {
        var sign = text[at];
        if (char.IsLetterOrDigit(sign)) return WordLength(text, at, end);
        if (Signs.Contains(sign, StringComparison.Ordinal)) return 1;
        if (char.IsHighSurrogate(sign) && at + 1 < end) return 2;
        if (sign is ':' or ';' or '=' && at + 1 < end) return FaceLength(text, at, end);
        return char.GetUnicodeCategory(sign) == UnicodeCategory.OtherSymbol ? 1 : 0;
    }

    private static int WordLength(string text, int at, int end)
    {
        var stop = at;
        while (stop < end && (char.IsLetterOrDigit(text[stop]) || IsInner(text, stop, end))) stop++;
        var isLink = stop - at is 4 or 5 && text.AsSpan(at, stop - at).StartsWith("http", StringComparison.OrdinalIgnoreCase) && stop < end && text[stop] == ':';
        var isAddress = stop < end && text[stop] == '@';
        while ((isLink || isAddress) && stop < end && !char.IsWhiteSpace(text[stop])) stop++;
        return stop - at;
    }

    /// <summary>An apostrophe between letters belongs to the word.</summary>
    private static bool IsInner(string text, int at, int end) =>
        text[at] is '\'' or '’' && at + 1 < end && at > 0 && char.IsLetter(text[at - 1]) && char.IsLetter(text[at + 1]);

    private static int FaceLength(string text, int at, int end)
    {
        var mouth = at + 1 < end && text[at + 1] is '-' or '\'' ? at + 2 : at + 1;
        return mouth < end && text[mouth] is ')' or '(' or 'D' or 'P' or '/' or '|' or '*' && (mouth + 1 >= end || !char.IsLetterOrDigit(text[mouth + 1])) ? mouth + 1 - at : 0;
    }

    private static string Plain(ReadOnlySpan<char> word)
    {
        if (word.Contains('@')) return "@address";
        if (word.Contains("://", StringComparison.Ordinal)) return "@link";
        return word.ToString().ToLowerInvariant().Replace('’', '\'');
    }
}
