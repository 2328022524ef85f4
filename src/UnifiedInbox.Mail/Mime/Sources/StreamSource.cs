namespace UnifiedInbox.Mail.Mime.Sources;

/// <summary>A seekable stream that is not a file: its one position is shared, so readers take turns.</summary>
internal sealed class StreamSource(Stream stream) : ByteSource
{
    private readonly Lock turn = new();

    public override long Length { get; } = stream.Length;

    public override ReadOnlySpan<byte> View(long offset, Span<byte> scratch)
    {
        lock (turn)
        {
            stream.Position = offset;
            return scratch[..stream.ReadAtLeast(scratch, scratch.Length, throwOnEndOfStream: false)];
        }
    }
}
