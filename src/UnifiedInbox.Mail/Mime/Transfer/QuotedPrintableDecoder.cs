namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>Line by line, as blanks at the end of a line are not part of it. An escape that is none stays as it stands.</summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    public override int Decode(ReadOnlySpan<byte> raw, Span<byte> output, bool last, out int consumed)
    {
        consumed = 0;
        var written = 0;
        while (consumed < raw.Length)
        {
            var rest = raw[consumed..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                if (last || consumed == 0) consumed += LineEnd(rest, output, ref written, last);
                break;
            }
            Line(rest[..end], output, ref written);
            consumed += end + 1;
        }
        return written;
    }

    /// <summary>A whole line with its break, unless the break is a soft one.</summary>
    private static void Line(ReadOnlySpan<byte> line, Span<byte> output, ref int written)
    {
        var carriage = line.EndsWith("\r"u8);
        line = line.TrimEnd(" \t\r"u8);
        var soft = line.EndsWith("="u8);
        Characters(soft ? line[..^1] : line, output, ref written);
        if (soft) return;
        if (carriage) output[written++] = (byte)'\r';
        output[written++] = (byte)'\n';
    }

    /// <summary>The end of the content, or a line longer than a piece: its last characters wait for what follows them.</summary>
    private static int LineEnd(ReadOnlySpan<byte> rest, Span<byte> output, ref int written, bool last)
    {
        if (last)
        {
            var line = rest.TrimEnd(" \t\r"u8);
            Characters(line.EndsWith("="u8) ? line[..^1] : line, output, ref written);
            return rest.Length;
        }
        var keep = rest.TrimEnd(" \t\r"u8).Length;
        if (keep == 0) keep = rest.Length;
        var escape = rest[..keep].LastIndexOf((byte)'=');
        if (escape > 0 && escape >= keep - 2) keep = escape;
        Characters(rest[..keep], output, ref written);
        return keep;
    }

    private static void Characters(ReadOnlySpan<byte> text, Span<byte> output, ref int written)
    {
        while (true)
        {
            var escape = text.IndexOf((byte)'=');
            var plain = escape < 0 ? text : text[..escape];
            plain.CopyTo(output[written..]);
            written += plain.Length;
            if (escape < 0) return;
            text = text[escape..];
            var isByte = Hex.TryRead(text, 1, out var value);
            output[written++] = isByte ? value : (byte)'=';
            text = text[(isByte ? 3 : 1)..];
        }
    }
}
