using System.Text;

namespace UnifiedInbox.Mail.Mime.Charsets;

/// <summary>Bytes of a declared charset made text, whatever they are.</summary>
internal static class CharsetText
{
    public static bool Knows(string charset) => Charset.IsUtf7(charset) || Charset.Find(charset) is not null;

    /// <summary>
    /// As declared where that can be true. A missing or unknown charset, and a seven-bit one with bytes above that, is guessed. A byte
    /// order mark is taken off.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (charset is not null && Charset.IsUtf7(charset)) return Ascii.IsValid(bytes) ? Utf7.Decode(bytes) : CharsetGuess.Decode(bytes);
        var encoding = Charset.Find(charset);
        if (encoding is null || (IsSevenBit(encoding) && !Ascii.IsValid(bytes))) return CharsetGuess.Decode(bytes);
        return Marked(bytes) is { } marked && encoding.CodePage is 65001 or 1200 or 1201 ? marked : encoding.GetString(bytes);
    }

    /// <summary>ASCII, and the charsets that switch by escapes: a byte above 127 proves the declaration wrong.</summary>
    private static bool IsSevenBit(Encoding encoding) => encoding.CodePage is 20127 or 50220 or 50221 or 50222 or 50225 or 50227 or 52936;

    /// <summary>The text behind a byte order mark, null where there is none.</summary>
    public static string? Marked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) return Encoding.UTF8.GetString(bytes[3..]);
        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble)) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        return bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode.GetString(bytes[2..]) : null;
    }
}
