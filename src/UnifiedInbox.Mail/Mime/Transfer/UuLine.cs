namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>One line of uuencode: its length, then four characters for three bytes.</summary>
internal static class UuLine
{
    /// <summary>Answers how many bytes were written; a line shorter than it says counts as filled with blanks, as mail programs cut them.</summary>
    public static int Decode(ReadOnlySpan<byte> line, Span<byte> output)
    {
        if (line.IsEmpty || line[0] is < 0x20 or > 0x60) return 0;
        var length = Math.Min(Value(line, 0), (line.Length * 3 / 4) + 2);
        for (var (written, at) = (0, 1); written < length; at += 4)
        {
            var bits = (Value(line, at) << 18) | (Value(line, at + 1) << 12) | (Value(line, at + 2) << 6) | Value(line, at + 3);
            output[written++] = (byte)(bits >> 16);
            if (written < length) output[written++] = (byte)(bits >> 8);
            if (written < length) output[written++] = (byte)bits;
        }
        return length;
    }

    /// <summary>Whether the line can be one: its characters are in range and there are about as many as it says.</summary>
    public static bool IsOne(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.IndexOfAnyExceptInRange((byte)0x20, (byte)0x60) >= 0) return false;
        var characters = (Value(line, 0) + 2) / 3 * 4;
        return line.Length - 1 <= characters + 2 && line.Length - 1 >= characters - 4;
    }

    private static int Value(ReadOnlySpan<byte> line, int at) => at < line.Length ? (line[at] - 0x20) & 0x3F : 0;
}
