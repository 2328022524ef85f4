namespace UnifiedInbox.Mail.Mime.Transfer;

internal static class Hex
{
    public static bool TryRead(ReadOnlySpan<char> text, int at, out byte value)
    {
        value = 0;
        if (at + 1 >= text.Length || !char.IsAsciiHexDigit(text[at]) || !char.IsAsciiHexDigit(text[at + 1])) return false;
        value = (byte)((Digit(text[at]) << 4) | Digit(text[at + 1]));
        return true;
    }

    public static bool TryRead(ReadOnlySpan<byte> text, int at, out byte value)
    {
        value = 0;
        if (at + 1 >= text.Length || !char.IsAsciiHexDigit((char)text[at]) || !char.IsAsciiHexDigit((char)text[at + 1])) return false;
        value = (byte)((Digit((char)text[at]) << 4) | Digit((char)text[at + 1]));
        return true;
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
