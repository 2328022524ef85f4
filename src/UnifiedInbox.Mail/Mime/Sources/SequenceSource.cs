using System.Buffers;

namespace UnifiedInbox.Mail.Mime.Sources;

/// <summary>Bytes in several pieces of memory, such as a pipe hands out.</summary>
internal sealed class SequenceSource : ByteSource
{
    private readonly ReadOnlyMemory<byte>[] pieces;
    private readonly long[] starts;

    private SequenceSource(ReadOnlySequence<byte> sequence)
    {
        var (found, offsets, at) = (new List<ReadOnlyMemory<byte>>(), new List<long>(), 0L);
        foreach (var piece in sequence)
        {
            if (piece.IsEmpty) continue;
            found.Add(piece);
            offsets.Add(at);
            at += piece.Length;
        }
        (pieces, starts, Length) = ([.. found], [.. offsets], at);
    }

    public override long Length { get; }

    public static ByteSource Over(ReadOnlySequence<byte> sequence) =>
        sequence.IsSingleSegment ? new MemorySource(sequence.First) : new SequenceSource(sequence);

    public override ReadOnlySpan<byte> View(long offset, Span<byte> scratch)
    {
        if (offset >= Length) return [];
        var index = Array.BinarySearch(starts, offset);
        if (index < 0) index = ~index - 1;
        var filled = 0;
        for (; index < pieces.Length && filled < scratch.Length; index++)
        {
            var piece = pieces[index].Span[(int)(offset + filled - starts[index])..];
            if (piece.Length > scratch.Length - filled) piece = piece[..(scratch.Length - filled)];
            piece.CopyTo(scratch[filled..]);
            filled += piece.Length;
        }
        return scratch[..filled];
    }
}
