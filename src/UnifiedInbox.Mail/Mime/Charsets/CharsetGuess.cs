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
        var seen = HighBytes.Count(bytes);
        if (seen.High < 6 || seen.High < seen.Letters / 2) return Named("windows-1252");
        if (seen.ShiftedKana * 4 > seen.Pairs) return Named("shift_jis");
        if (seen.OddRuns * 4 > seen.Runs && (seen.Upper + seen.Lower) * 10 > seen.High * 9) return Named(seen.Upper > seen.Lower ? "windows-1251" : "koi8-r");
        if (seen.CleanPairs * 10 < seen.Pairs * 9) return Named("windows-1252");
        if (seen.Kana * 3 > seen.Pairs) return Named("euc-jp");
        return Named(seen.Hangul * 2 > seen.Pairs ? "euc-kr" : "gb18030");
    }

    /// <summary>What tells charsets apart.</summary>
    private ref struct HighBytes
    {
        public int High, Letters, Runs, OddRuns, Pairs, CleanPairs, Kana, ShiftedKana, Hangul, Upper, Lower;

        public static HighBytes Count(ReadOnlySpan<byte> bytes)
        {
            var seen = new HighBytes();
            var run = 0;
            for (var index = 0; index < bytes.Length; index++)
            {
                var value = bytes[index];
                if (value >= 0x80)
                {
                    seen.Byte(value);
                    if (run++ % 2 == 0) seen.Pair(value, index + 1 < bytes.Length ? bytes[index + 1] : (byte)0);
                    continue;
                }
                if (char.IsAsciiLetter((char)value)) seen.Letters++;
                seen.End(ref run);
            }
            seen.End(ref run);
            return seen;
        }

        /// <summary>The upper half of the letters is small in windows-1251 and capital in KOI8-R; text has more small ones.</summary>
        private void Byte(byte value)
        {
            High++;
            if (value >= 0xE0) Upper++;
            else if (value >= 0xC0) Lower++;
        }

        /// <summary>In Shift_JIS the second byte may be an ASCII one, so its pairs are the first bytes that say kana.</summary>
        private void Pair(byte first, byte second)
        {
            Pairs++;
            if (first >= 0xA1 && second >= 0xA1) CleanPairs++;
            if (first is 0x82 or 0x83 && second >= 0x40) ShiftedKana++;
            if (first is 0xA4 or 0xA5) Kana++;
            if (first is >= 0xB0 and <= 0xC8) Hangul++;
        }

        private void End(ref int run)
        {
            if (run > 0) Runs++;
            if (run % 2 == 1) OddRuns++;
            run = 0;
        }
    }
}
