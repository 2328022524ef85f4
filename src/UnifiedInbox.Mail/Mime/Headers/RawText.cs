using System.Text;
using UnifiedInbox.Mail.Mime.Charsets;

namespace UnifiedInbox.Mail.Mime.Headers;

/// <summary>A header value as it stands in the mail, made text: trimmed, its bytes guessed where they are not ASCII.</summary>
internal static class RawText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.Trim(" \t\r\n\0"u8);
        return Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B) ? Encoding.ASCII.GetString(bytes) : CharsetGuess.Decode(bytes);
    }
}
