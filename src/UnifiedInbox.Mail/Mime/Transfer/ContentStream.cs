using System.Buffers;
using UnifiedInbox.Mail.Mime.Sources;

namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>The content of one part, decoded while it is read: at most one piece of it stands in memory.</summary>
internal sealed class ContentStream(ByteSource source, long start, long end, TransferDecoder? decoder) : Stream
{
    private readonly Window window = new(source);
    private byte[]? decoded = decoder is null ? null : ArrayPool<byte>.Shared.Rent(TransferDecoder.Piece + 16);
    private int from;
    private int until;
    private long at = start;
    private bool disposed;

    public override bool CanRead => !disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.IsEmpty) return 0;
        if (decoder is null) return ReadPlain(buffer);
        while (from == until)
        {
            if (at >= end) return 0;
            Fill(decoder);
        }
        var count = Math.Min(buffer.Length, until - from);
        decoded.AsSpan(from, count).CopyTo(buffer);
        from += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>The bytes come from memory or a local file at once, so nothing is gained by waiting for them elsewhere.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadPlain(Span<byte> buffer)
    {
        var raw = Raw(TransferDecoder.Piece);
        var count = Math.Min(raw.Length, buffer.Length);
        raw[..count].CopyTo(buffer);
        at += count;
        return count;
    }

    private void Fill(TransferDecoder undo)
    {
        var raw = Raw(TransferDecoder.Piece);
        if (raw.IsEmpty)
        {
            at = end;
            return;
        }
        if (raw.Length > TransferDecoder.Piece) raw = raw[..TransferDecoder.Piece];
        from = 0;
        until = undo.Decode(raw, decoded, last: at + raw.Length >= end, out var consumed);
        at += consumed;
    }

    private ReadOnlySpan<byte> Raw(int need)
    {
        if (at >= end) return [];
        var view = window.At(at, need);
        return view.Length > end - at ? view[..(int)(end - at)] : view;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            window.Dispose();
            if (decoded is not null) ArrayPool<byte>.Shared.Return(decoded);
            decoded = null;
        }
        base.Dispose(disposing);
    }
}
