using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>
/// Bodies in lines of 76 characters: quoted-printable where most of it can be read as it stands, base64 otherwise. Neither can hold a
/// boundary that begins with <c>=_</c>, nor be changed by servers that strip blanks or rewrite lines beginning with "From".
/// </summary>
internal static class TextEncoding
{
    private const int Line = 76;
    private const string Digits = "0123456789ABCDEF";

    /// <summary>The name for Content-Transfer-Encoding, and the text so encoded, ending with a line break.</summary>
    public static (string Name, byte[] Body) Encode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        var high = bytes.Count(value => value >= 128);
        return high * 3 > bytes.Length ? ("base64", Base64(bytes)) : ("quoted-printable", QuotedPrintable(bytes));
    }

    private static byte[] Base64(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\r\n");

    private static byte[] QuotedPrintable(byte[] bytes)
    {
        var text = new StringBuilder((bytes.Length * 5 / 4) + 16);
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n')
            {
                text.Append("\r\n");
                column = 0;
                i++;
                continue;
            }
            var plain = IsPlain(bytes, i, column);
            var width = plain ? 1 : 3;
            // One column is the soft break's own.
            if (column + width > Line - 1)
            {
                text.Append("=\r\n");
                column = 0;
                plain = IsPlain(bytes, i, column);
                width = plain ? 1 : 3;
            }
            if (plain) text.Append((char)bytes[i]);
            else text.Append('=').Append(Digits[bytes[i] >> 4]).Append(Digits[bytes[i] & 15]);
            column += width;
        }
        if (column > 0 || text.Length == 0) text.Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Blanks at the end of a line, a dot alone and "From" at its beginning are what servers on the way change.</summary>
    private static bool IsPlain(byte[] bytes, int i, int column)
    {
        var value = bytes[i];
        if (value is (byte)' ' or (byte)'\t') return i + 1 < bytes.Length && bytes[i + 1] is not ((byte)'\r' or (byte)'\n');
        if (column == 0 && (value == '.' || (value == 'F' && bytes.AsSpan(i).StartsWith("From "u8)))) return false;
        return value is > 32 and < 127 and not (byte)'=';
    }
}
