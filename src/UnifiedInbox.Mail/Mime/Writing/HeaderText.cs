using System.Buffers;
using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>
/// Text as it stands in a header: encoded words (RFC 2047) where it is not plain ASCII, and folded (RFC 5322 section 2.2.3) so that no line
/// is longer than 76 characters where it can be helped and none ever longer than 998.
/// </summary>
internal static class HeaderText
{
    private const int Line = 76;

    /// <summary>Bytes of one encoded word: <c>=?utf-8?B?</c>, 60 letters of base64 and <c>?=</c> make 72.</summary>
    private const int WordBytes = 45;

    /// <summary>Longer than any line should be; without a blank to fold at, such a word is encoded instead.</summary>
    private const int LongestWord = 900;

    private static readonly SearchValues<char> Atom = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ ");

    /// <summary>The value of an unstructured header (Subject and such), after <c>Name: </c>.</summary>
    public static string Unstructured(string text, int column)
    {
        text = OneLine(text);
        return NeedsEncoding(text) ? EncodedWords(text, column) : Fold(text, column);
    }

    /// <summary>A display name (RFC 5322 phrase).</summary>
    public static string Phrase(string text, int column)
    {
        text = OneLine(text);
        if (NeedsEncoding(text)) return EncodedWords(text, column);
        if (!text.AsSpan().ContainsAnyExcept(Atom)) return text;
        return "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>Breaks, tabs and other control characters become blanks: nothing that was typed begins a new header.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(char.IsControl)) return text.Trim();
        return string.Concat(text.ReplaceLineEndings(" ").Select(sign => char.IsControl(sign) ? ' ' : sign)).Trim();
    }

    /// <summary>Also where ASCII would be read as an encoded word, and where a word leaves no place to fold.</summary>
    public static bool NeedsEncoding(string text) =>
        !Ascii.IsValid(text) || text.Contains("=?", StringComparison.Ordinal) || text.Split(' ').Any(word => word.Length > LongestWord);

    /// <summary>Folds at blanks. A run of blanks stays together, since unfolding takes only the line break away.</summary>
    public static string Fold(string text, int column)
    {
        if (column + text.Length <= Line) return text;
        var folded = new StringBuilder(text.Length + 16);
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && text[end] == ' ') end++;
            while (end < text.Length && text[end] != ' ') end++;
            if (folded.Length > 0 && column + end - start > Line && text[start] == ' ')
            {
                folded.Append("\r\n");
                column = 0;
            }
            folded.Append(text, start, end - start);
            column += end - start;
            start = end;
        }
        return folded.ToString();
    }

    private static string EncodedWords(string text, int column)
    {
        var words = new StringBuilder();
        var piece = new byte[WordBytes];
        var filled = 0;
        Span<byte> rune = stackalloc byte[4];
        // The first word may find little room beside the header's name.
        var most = Math.Clamp((Line - column - 12) / 4 * 3, 9, WordBytes);
        foreach (var sign in text.EnumerateRunes())
        {
            var length = sign.EncodeToUtf8(rune);
            if (filled + length > most)
            {
                Append(words, piece.AsSpan(0, filled));
                (filled, most) = (0, WordBytes);
            }
            rune[..length].CopyTo(piece.AsSpan(filled));
            filled += length;
        }
        if (filled > 0) Append(words, piece.AsSpan(0, filled));
        return words.ToString();
    }

    private static void Append(StringBuilder words, ReadOnlySpan<byte> piece) =>
        words.Append(words.Length == 0 ? "" : "\r\n ").Append("=?utf-8?B?").Append(Convert.ToBase64String(piece)).Append("?=");
}
