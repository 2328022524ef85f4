namespace UnifiedInbox.Mail.Mime.Sources;

internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override int ScratchSize => 0;

    public override ReadOnlySpan<byte> View(long offset, Span<byte> scratch) =>
        offset < bytes.Length ? bytes.Span[(int)offset..] : [];

    public override ByteSource Slice(long start, long length) => new MemorySource(bytes.Slice((int)start, (int)length));
}
