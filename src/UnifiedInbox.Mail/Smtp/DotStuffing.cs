namespace UnifiedInbox.Mail.Smtp;

/// <summary>Doubles the dot a line begins with (RFC 5321 section 4.5.2): a dot alone would end the mail.</summary>
internal sealed class DotStuffing(Stream inner) : Stream
{
    private bool atLineStart = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var start = 0;
        for (var i = 0; i < buffer.Length; i++)
        {
            if (atLineStart && buffer.Span[i] == '.')
            {
                // What came before goes out with one dot; the rest begins with the other.
                await inner.WriteAsync(buffer[start..(i + 1)], cancellationToken);
                start = i;
            }
            atLineStart = buffer.Span[i] == '\n';
        }
        await inner.WriteAsync(buffer[start..], cancellationToken);
    }

    /// <summary>The dot alone, on a line of its own.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await inner.WriteAsync(atLineStart ? ".\r\n"u8.ToArray() : "\r\n.\r\n"u8.ToArray(), ct);
        await inner.FlushAsync(ct);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Written asynchronously only.");

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
