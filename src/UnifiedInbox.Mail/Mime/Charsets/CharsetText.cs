using System.Text;

namespace UnifiedInbox.Mail.Mime.Charsets;

/// <summary>Bytes of a declared charset made text, whatever they are.</summary>
internal static class CharsetText
{
    /// <summary>
    /// As declared where that can be true. A missing or unknown charset, and "ASCII" with bytes above it, is guessed. A byte
    /// order mark is taken off.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (charset is not null && Charset.IsUtf7(charset)) return Utf7.Decode(bytes);
        var encoding = Charset.Find(charset);
        if (encoding is null || (encoding is ASCIIEncoding && !Ascii.IsValid(bytes))) return CharsetGuess.Decode(bytes);
        return Marked(bytes) is { } marked && encoding.CodePage is 65001 or 1200 or 1201 ? marked : encoding.GetString(bytes);
    }

    /// <summary>The text behind a byte order mark, null where there is none.</summary>
    public static string? Marked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) return Encoding.UTF8.GetString(bytes[3..]);
        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble)) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        return bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode.GetString(bytes[2..]) : null;
    }
}
