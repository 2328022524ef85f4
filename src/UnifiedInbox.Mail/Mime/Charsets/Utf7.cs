using System.Text;

namespace UnifiedInbox.Mail.Mime.Charsets;

/// <summary>UTF-7 (RFC 2152), which the platform no longer reads: plain ASCII with UTF-16 in base64 between '+' and '-'.</summary>
internal static class Utf7
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var index = 0; index < bytes.Length;)
        {
            if (bytes[index] != '+') text.Append(bytes[index] < 0x80 ? (char)bytes[index++] : Replaced(ref index));
            else if (index + 1 < bytes.Length && bytes[index + 1] == '-')
            {
                text.Append('+');
                index += 2;
            }
            else
            {
                index++;
                index += Shifted(bytes[index..], text);
            }
        }
        return text.ToString();
    }

    private static char Replaced(ref int index)
    {
        index++;
        return '\uFFFD';
    }

    /// <summary>Answers how many bytes it took, the closing hyphen with them.</summary>
    private static int Shifted(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        var (bits, count, index) = (0, 0, 0);
        for (; index < bytes.Length && Value(bytes[index]) is >= 0 and var value; index++)
        {
            bits = (bits << 6) | value;
            count += 6;
            if (count < 16) continue;
            count -= 16;
            text.Append((char)((bits >> count) & 0xFFFF));
            bits &= (1 << count) - 1;
        }
        return index < bytes.Length && bytes[index] == '-' ? index + 1 : index;
    }

    private static int Value(byte character) => (char)character switch
    {
        >= 'A' and <= 'Z' and var letter => letter - 'A',
        >= 'a' and <= 'z' and var letter => letter - 'a' + 26,
        >= '0' and <= '9' and var digit => digit - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
