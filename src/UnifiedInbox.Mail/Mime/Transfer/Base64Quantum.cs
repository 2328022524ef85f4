namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>
/// Base64 one character at a time, for what the vectorised decoder does not take: characters that are none are skipped, a
/// padding ends a group and the next one begins anew, as in parts that were joined.
/// </summary>
internal struct Base64Quantum
{
    private int bits;
    private int count;

    public readonly bool IsEmpty => count == 0;

    /// <summary>Answers how many bytes were written: none or three, fewer at a padding.</summary>
    public int Add(byte character, Span<byte> output)
    {
        if (character == '=') return Finish(output);
        var value = Value(character);
        if (value < 0) return 0;
        bits = (bits << 6) | value;
        if (++count < 4) return 0;
        (output[0], output[1], output[2]) = ((byte)(bits >> 16), (byte)(bits >> 8), (byte)bits);
        (bits, count) = (0, 0);
        return 3;
    }

    /// <summary>What a group that ends early still holds.</summary>
    public int Finish(Span<byte> output)
    {
        var (held, have) = (bits, count);
        (bits, count) = (0, 0);
        if (have < 2) return 0;
        if (have == 2)
        {
            output[0] = (byte)(held >> 4);
            return 1;
        }
        (output[0], output[1]) = ((byte)(held >> 10), (byte)(held >> 2));
        return 2;
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
