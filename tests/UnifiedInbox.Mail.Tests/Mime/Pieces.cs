using System.Buffers;

namespace UnifiedInbox.Mail.Tests.Mime;

/// <summary>Bytes cut into pieces, as a pipe hands them out.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    private Pieces(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Pieces(bytes[..Math.Min(size, bytes.Length)], 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size)
        {
            var next = new Pieces(bytes[at..Math.Min(at + size, bytes.Length)], at);
            last.Next = next;
            last = next;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
