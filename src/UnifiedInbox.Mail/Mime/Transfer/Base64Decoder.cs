using System.Buffers;
using System.Buffers.Text;

namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>
/// Whole lines by the vectorised decoder, everything else one character at a time: where a line is not clean, what the
/// platform's decoder says it consumed and wrote do not fit each other (a blank inside a group is counted, its group is not).
/// </summary>
internal sealed class Base64Decoder : TransferDecoder
{
    private Base64Quantum quantum;

    public override int Decode(ReadOnlySpan<byte> raw, Span<byte> output, bool last, out int consumed)
    {
        consumed = raw.Length;
        var written = 0;
        while (!raw.IsEmpty)
        {
            var end = raw.IndexOf((byte)'\n');
            var line = end < 0 ? raw : raw[..end];
            raw = end < 0 ? [] : raw[(end + 1)..];
            written += DecodeLine(line, output[written..]);
        }
        if (last) written += quantum.Finish(output[written..]);
        return written;
    }

    private int DecodeLine(ReadOnlySpan<byte> line, Span<byte> output)
    {
        if (line.EndsWith("\r"u8)) line = line[..^1];
        var written = 0;
        var groups = line[..(line.Length & ~3)];
        var isClean = quantum.IsEmpty && Base64.DecodeFromUtf8(groups, output, out _, out written, isFinalBlock: false) == OperationStatus.Done;
        if (isClean) line = line[groups.Length..];
        else written = 0;
        foreach (var character in line) written += quantum.Add(character, output[written..]);
        return written;
    }
}
