using System.Net;
using System.Net.Sockets;

namespace UnifiedInbox.Tests;

/// <summary>
/// A line between a client and a server on this machine that can break: after so many bytes of the server it is cut, or
/// falls silent. Limits hold for connections made after they were set.
/// </summary>
internal sealed class CutLink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> work = [];
    private readonly int target;
    private int connections;

    public CutLink(int targetPort)
    {
        target = targetPort;
        listener.Start();
        work.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Bytes from the server until both sides are closed; null for never.</summary>
    public long? CutAfter { get; set; }

    /// <summary>Bytes from the server until no more arrive, while the connection stays up; null for never.</summary>
    public long? StallAfter { get; set; }

    /// <summary>Connections made so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        Task[] all;
        lock (work) all = [.. work];
        await Task.WhenAll(all);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(end.Token);
                Interlocked.Increment(ref connections);
                lock (work) work.Add(ServeAsync(client, CutAfter, StallAfter));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket client, long? cutAfter, long? stallAfter)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, end.Token);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            await Task.WhenAny(CopyAsync(near, far, null, null, done.Token), CopyAsync(far, near, cutAfter, stallAfter, done.Token));
            await done.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // nobody there
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, long? cutAfter, long? stallAfter, CancellationToken ct)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            for (long passed = 0; ;)
            {
                var left = Math.Min(cutAfter ?? long.MaxValue, stallAfter ?? long.MaxValue) - passed;
                if (left <= 0 && passed >= cutAfter) return;
                if (left <= 0) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                var read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
                if (read == 0) return;
                await to.SendAsync(buffer.AsMemory(0, read), ct);
                passed += read;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // one end is gone, and the other goes with it
        }
    }
}
