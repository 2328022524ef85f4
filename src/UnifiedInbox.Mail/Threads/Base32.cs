namespace UnifiedInbox.Mail.Threads;

/// <summary>RFC 4648 base 32 in small letters, without padding.</summary>
internal static class Base32
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        var (bits, held, at) = (0, 0, 0);
        foreach (var value in bytes)
        {
            bits = (bits << 8 | value) & 0xFFF;
            for (held += 8; held >= 5; held -= 5) text[at++] = Letters[bits >> (held - 5) & 31];
        }
        if (held > 0) text[at] = Letters[bits << (5 - held) & 31];
        return new string(text);
    }

    /// <summary>False for letters of another alphabet, and for a second spelling of the same bytes.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var (bits, held, at) = (0, 0, 0);
        foreach (var sign in text)
        {
            var value = Letters.IndexOf(char.ToLowerInvariant(sign), StringComparison.Ordinal);
            if (value < 0) return false;
            bits = (bits << 5 | value) & 0xFFF;
            held += 5;
            if (held < 8) continue;
            held -= 8;
            if (at == bytes.Length) return false;
            bytes[at++] = (byte)(bits >> held);
        }
        return at == bytes.Length && (bits & (1 << held) - 1) == 0;
    }
}
