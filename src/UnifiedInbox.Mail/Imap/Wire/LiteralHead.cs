namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>The announcement <c>{Size}</c> at the end of a line: so many bytes follow before the response goes on.</summary>
internal readonly record struct LiteralHead(long Size)
{
    /// <summary>Reads <c>{12}</c>, <c>{12+}</c> or <c>~{12}</c>; null where the text is something else.</summary>
    public static LiteralHead? At(ReadOnlySpan<byte> rest)
    {
        if (rest is [(byte)'~', ..]) rest = rest[1..];
        if (rest is not [(byte)'{', .. var inner, (byte)'}']) return null;
        if (inner is [.. var digits, (byte)'+']) inner = digits;
        if (inner.IsEmpty || inner.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
        // More digits than a long holds are as far beyond every limit as the largest long.
        return new LiteralHead(inner.Length > 18 ? long.MaxValue : Digits(inner));
    }

    private static long Digits(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (var digit in digits) value = value * 10 + (digit - '0');
        return value;
    }
}
