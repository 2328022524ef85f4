namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>Everything between a line that begins with <c>begin</c> and the line <c>end</c>.</summary>
internal sealed class UuDecoder : TransferDecoder
{
    private bool begun;
    private bool ended;

    public override int Decode(ReadOnlySpan<byte> raw, Span<byte> output, bool last, out int consumed)
    {
        consumed = 0;
        var written = 0;
        while (consumed < raw.Length)
        {
            var rest = raw[consumed..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && !last && consumed > 0) break;
            if (end < 0 && !last && rest.Length < Piece) break;
            var line = end < 0 ? rest : rest[..end];
            consumed += end < 0 ? rest.Length : end + 1;
            written += Line(line.TrimEnd("\r"u8), output[written..]);
        }
        return written;
    }

    private int Line(ReadOnlySpan<byte> line, Span<byte> output)
    {
        if (!begun)
        {
            begun = line.StartsWith("begin "u8);
            return 0;
        }
        if (line.SequenceEqual("end"u8)) ended = true;
        return ended ? 0 : UuLine.Decode(line, output);
    }
}
