using System.Text;
using System.Text.Unicode;

namespace UnifiedInbox.Mail.Mime.Charsets;

/// <summary>
/// Text whose charset nobody names: a byte order mark, then UTF-8 if it is valid, then the escapes of ISO-2022-JP, then what
/// the pairs and the share of high bytes look like; windows-1252 when nothing else does. Looks at the first 64 KiB.
/// </summary>
internal static class CharsetGuess
{
    private const int Sample = 64 * 1024;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (CharsetText.Marked(bytes) is { } marked) return marked;
        if (bytes.IndexOf("\u001b$B"u8) >= 0 || bytes.IndexOf("\u001b$@"u8) >= 0) return Named("iso-2022-jp").GetString(bytes);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Legacy(bytes[..Math.Min(bytes.Length, Sample)]).GetString(bytes);
    }

    private static Encoding Named(string name) => Charset.Find(name) ?? Encoding.Latin1;

    private static Encoding Legacy(ReadOnlySpan<byte> bytes)
    {
        var (high, letters, pairs, pairsTotal, kana) = (0, 0, 0, 0, 0);
        for (var index = 0; index < bytes.Length; index++)
        {
            var value = bytes[index];
            if (value < 0x80)
            {
                if (char.IsAsciiLetter((char)value)) letters++;
                continue;
            }
            high++;
            var next = index + 1 < bytes.Length ? bytes[index + 1] : (byte)0;
            pairsTotal++;
            if (value is 0x82 or 0x83 && next >= 0x40) kana++;
            if (next >= 0xA1 && value >= 0xA1) pairs++;
            else if (!(value >= 0x81 && next >= 0x40)) continue;
            index++;
            high++;
        }
        if (high < 6 || high < letters / 2) return Named("windows-1252");
        if (kana * 4 > pairsTotal) return Named("shift_jis");
        if (pairs * 10 >= pairsTotal * 9) return Paired(bytes);
        return Named("windows-1252");
    }

    /// <summary>Two high bytes each: Cyrillic in one byte a letter pairs up as well, but its words have odd lengths.</summary>
    private static Encoding Paired(ReadOnlySpan<byte> bytes)
    {
        var (odd, runs, run, hangul, kana) = (0, 0, 0, 0, 0);
        var (small, capital) = (0, 0);
        foreach (var value in bytes)
        {
            if (value is >= 0xE0) small++;
            else if (value >= 0xC0) capital++;
            if (value >= 0x80)
            {
                if (run % 2 == 0 && value is >= 0xB0 and <= 0xC8) hangul++;
                if (run % 2 == 0 && value is 0xA4 or 0xA5) kana++;
                run++;
                continue;
            }
            if (run > 0) (runs, odd, run) = (runs + 1, odd + (run % 2), 0);
        }
        if (odd * 4 > runs) return Named(small > capital ? "windows-1251" : "koi8-r");
        if (kana * 6 > bytes.Length / 2) return Named("euc-jp");
        return hangul * 2 > small + capital ? Named("euc-kr") : Named("gb18030");
    }
}
