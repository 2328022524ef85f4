using System.Net.Security;
using System.Net.Sockets;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>
/// The bytes of a connection. A read or write that takes too long, or is cancelled, closes the socket under itself: the
/// middle of a response is no place to go on from.
/// </summary>
internal sealed class ImapLink : IByteSource, IAsyncDisposable
{
    private const int UsualBuffer = 64 * 1024;

    private readonly Socket socket;
    private readonly TimeProvider time;
    private readonly int maxLine;
    private readonly ITimer watchdog;
    private Stream stream;
    private byte[] buffer = new byte[UsualBuffer];
    private int start;
    private int end;
    private volatile Cause cause;

    public ImapLink(Socket socket, int maxLine, TimeProvider time)
    {
        (this.socket, this.maxLine, this.time) = (socket, maxLine, time);
        stream = new NetworkStream(socket, ownsSocket: true);
        Patience = new Patience(time);
        watchdog = time.CreateTimer(_ => Break(Cause.TooLong), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Cause
    {
        None,
        TooLong,
        Cancelled,
        Disposed,
    }

    public Patience Patience { get; }

    public bool IsOpen => cause == Cause.None;

    public bool IsEncrypted => stream is SslStream;

    /// <summary>Whether bytes came that nobody has read yet.</summary>
    public bool HasUnread => end > start;

    /// <summary>Until it is disposed, cancelling closes the connection.</summary>
    public CancellationTokenRegistration BreakOn(CancellationToken ct) =>
        ct.UnsafeRegister(static link => ((ImapLink)link!).Break(Cause.Cancelled), this);

    public void Close() => Break(Cause.Disposed);

    /// <summary>Wraps the connection in TLS.</summary>
    public async Task EncryptAsync(Func<Stream, Task<SslStream>> handshake) =>
        stream = await WatchedAsync(static (link, handshake) => new ValueTask<SslStream>(handshake(link.stream)), handshake);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => await WatchedAsync(static async (link, bytes) =>
    {
        await link.stream.WriteAsync(bytes);
        return 0;
    }, bytes);

    /// <summary>Writes while a read is under way, which from now on may wait so long and no longer.</summary>
    public async ValueTask WriteBesideReadAsync(ReadOnlyMemory<byte> bytes, TimeSpan thenWait)
    {
        Patience.ForAnswer(thenWait, thenWait);
        watchdog.Change(thenWait, Timeout.InfiniteTimeSpan);
        try
        {
            await stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            throw Broken(silent: false, e);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync()
    {
        var seen = 0;
        while (true)
        {
            if (buffer.AsSpan(start + seen, end - start - seen).IndexOf((byte)'\n') is var at and >= 0)
            {
                var line = buffer.AsMemory(start, seen + at);
                start += seen + at + 1;
                return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
            }
            seen = end - start;
            await FillAsync();
        }
    }

    public async ValueTask<int> ReadBytesAsync(Memory<byte> into)
    {
        if (!HasUnread)
        {
            if (into.Length >= UsualBuffer) return await ReceiveAsync(into);
            await FillAsync();
        }
        var count = Math.Min(into.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(into.Span);
        start += count;
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        Break(Cause.Disposed);
        await watchdog.DisposeAsync();
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // TLS says goodbye on a socket that is gone
        }
    }

    private async ValueTask FillAsync()
    {
        if (!HasUnread)
        {
            (start, end) = (0, 0);
            if (buffer.Length > UsualBuffer) buffer = new byte[UsualBuffer];
        }
        else if (end == buffer.Length)
        {
            MakeRoom();
        }
        end += await ReceiveAsync(buffer.AsMemory(end));
    }

    private void MakeRoom()
    {
        var unread = buffer.AsSpan(start, end - start);
        if (unread.Length >= maxLine) throw new ImapProtocolException("line-too-long", "A line is longer than this client takes.");
        var target = start > 0 ? buffer : new byte[Math.Min(buffer.Length * 2L, maxLine + 1L)];
        unread.CopyTo(target);
        (buffer, start, end) = (target, 0, unread.Length);
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        var read = await WatchedAsync(static (link, into) => link.stream.ReadAsync(into), into);
        if (read > 0) return read;
        Break(Cause.Disposed);
        throw new ImapConnectionException("connection-closed", "The mail server closed the connection.");
    }

    private async ValueTask<TResult> WatchedAsync<TArgument, TResult>(Func<ImapLink, TArgument, ValueTask<TResult>> work, TArgument argument)
    {
        var allowed = Patience.ForRead(out var silent);
        if (allowed <= TimeSpan.Zero) Break(Cause.TooLong);
        var began = time.GetTimestamp();
        try
        {
            if (cause != Cause.None) throw Broken(silent, null);
            watchdog.Change(allowed, Timeout.InfiniteTimeSpan);
            return await work(this, argument);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or OperationCanceledException
            || cause != Cause.None && e is InvalidOperationException or NotSupportedException)
        {
            var broken = Broken(silent, e);
            Break(Cause.Disposed);
            throw broken;
        }
        finally
        {
            if (cause == Cause.None) watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Patience.Waited(time.GetElapsedTime(began));
        }
    }

    private Exception Broken(bool silent, Exception? inner) => cause switch
    {
        Cause.Cancelled => new OperationCanceledException("The operation was cancelled, and the connection with it.", inner),
        Cause.TooLong when silent => new ImapTimeoutException("server-silent", "The mail server has sent nothing for too long.", inner),
        Cause.TooLong => new ImapTimeoutException("server-slow", "The mail server did not finish its answer in time.", inner),
        _ => new ImapConnectionException("connection-closed", "The connection to the mail server broke.", null, inner),
    };

    private void Break(Cause why)
    {
        if (Interlocked.CompareExchange(ref cause, why, Cause.None) == Cause.None) socket.Dispose();
    }
}
