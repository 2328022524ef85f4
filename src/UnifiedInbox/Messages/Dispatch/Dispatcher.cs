using Microsoft.Extensions.Options;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>
/// Sends what is due, as many nodes at once as like. Sleeps until the next due time, woken by whoever queues or changes something here,
/// and on other nodes by the notification that goes with every change.
/// </summary>
internal sealed partial class Dispatcher : BackgroundService
{
    /// <summary>Where notifications do not come through: a transaction pooler, a connection being made again.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromSeconds(1);

    private readonly Guid node = NewId.Next();
    private readonly Db db;
    private readonly ClaimMessages claims;
    private readonly SendClaimed send;
    private readonly DispatchSignal signal;
    private readonly ChangeFeed feed;
    private readonly DispatcherOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Dispatcher> log;
    private int underWay;

    public Dispatcher(
        Db db, ClaimMessages claims, SendClaimed send, DispatchSignal signal, ChangeFeed feed, IOptions<DispatcherOptions> options, TimeProvider time, ILogger<Dispatcher> log)
    {
        (this.db, this.claims, this.send, this.signal, this.feed, this.options, this.time, this.log) = (db, claims, send, signal, feed, options.Value, time, log);
        feed.Heard += signal.Poke;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogTrouble(log, error);
                await Task.Delay(Deaf, time, CancellationToken.None);
            }
        }
        // What is under way is waited for: its outcome should be ours to write.
        while (Volatile.Read(ref underWay) > 0) await signal.WaitAsync(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
    }

    private async Task RunOnceAsync(CancellationToken ct)
    {
        var free = Math.Min(options.Parallel - Volatile.Read(ref underWay), 25);
        if (free <= 0)
        {
            await signal.WaitAsync(Deaf, time, ct);
            return;
        }
        var result = await claims.RunAsync(node, free, ct);
        foreach (var claimed in result.Claimed)
        {
            Interlocked.Increment(ref underWay);
            _ = SendAsync(claimed);
        }
        if (result.LanesSeen < free) await signal.WaitAsync(await UntilNextAsync(ct), time, ct);
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        var longest = feed.IsListening && options.LongestSleep > Deaf ? options.LongestSleep : Deaf;
        var next = await db.FindAsync<DateTimeOffset?>("SELECT min(due_at) FROM send_lanes WHERE due_at IS NOT NULL", null, ct);
        if (next is null) return longest;
        var sleep = next.Value - time.GetUtcNow();
        // A lane may be due yet leased; at least a breath, so that waiting for it is no busy loop.
        return sleep < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : sleep < longest ? sleep : longest;
    }

    private async Task SendAsync(ClaimedMessage claimed)
    {
        await send.RunAsync(node, claimed);
        Interlocked.Decrement(ref underWay);
        signal.Poke();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages cannot be claimed; trying again")]
    private static partial void LogTrouble(ILogger log, Exception error);
}
