namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// A body on its way. Its end is only reported once the response behind it has been read and found sound: a server that
/// announced another size than it sent makes an exception here, never a shorter or longer message.
/// </summary>
internal sealed class BodyStream(ResponseReader reader, Func<ValueTask> finish) : Stream
{
    private bool finished;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (finished || buffer.IsEmpty) return 0;
        if (await reader.ReadLiteralAsync(buffer) is var read and > 0) return read;
        await finish();
        finished = true;
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously: it comes from the network.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
