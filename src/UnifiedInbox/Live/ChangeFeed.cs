using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// Follows <c>changes</c> for all listeners of this process: one reader, however many browsers. It reads when woken (by this
/// process or by NOTIFY), and every two seconds in any case.
/// </summary>
internal sealed partial class ChangeFeed : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(25); // a running transaction holds entries back: look again soon
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly Meter Meter = new("UnifiedInbox.Live");
    private static readonly Histogram<double> Delay = Meter.CreateHistogram<double>("live.delay", "ms", "From a change's transaction to its listeners");

    private readonly Db db;
    private readonly FeedReader reader;
    private readonly TimeProvider time;
    private readonly ILogger<ChangeFeed> log;
    private readonly Lock gate = new();
    private readonly HashSet<FeedSubscription> subscriptions = [];
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FeedPosition position;

    public ChangeFeed(Db db, FeedReader reader, ChangeNotifier notifier, TimeProvider time, ILogger<ChangeFeed> log)
    {
        (this.db, this.reader, this.time, this.log) = (db, reader, time, log);
        notifier.Woken += Wake;
    }

    /// <summary>Null until the database has been reached for the first time.</summary>
    public string? Epoch { get; private set; }

    /// <summary>
    /// Where the feed stands. A page takes it before it reads its data, so that every change its data lacks comes after it;
    /// empty while the feed has not begun, which makes the page's connection begin with a reload.
    /// </summary>
    public string Cursor
    {
        get
        {
            lock (gate) return Epoch == null ? "" : FeedCursor.Of(Epoch, position);
        }
    }

    public FeedSubscription Subscribe()
    {
        lock (gate)
        {
            var subscription = new FeedSubscription(position, Leave);
            subscriptions.Add(subscription);
            return subscription;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                KeepAsync(FollowAsync, stoppingToken),
                KeepAsync(ListenAsync, stoppingToken));
        }
        finally
        {
            lock (gate)
            {
                foreach (var subscription in subscriptions) subscription.End();
            }
        }
    }

    /// <summary>Runs a loop again after the database was away. It never ends before the process does.</summary>
    private async Task KeepAsync(Func<CancellationToken, Task> loop, CancellationToken ct)
    {
        var quietUntil = DateTimeOffset.MinValue;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await loop(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // One line an outage, not one a second.
                if (time.GetUtcNow() >= quietUntil) LogInterrupted(exception.GetType().Name);
                quietUntil = time.GetUtcNow() + (Retry * 30);
                await Task.Delay(Retry, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        if (Epoch == null)
        {
            var end = await reader.EndAsync(ct);
            var epoch = await reader.EpochAsync(ct);
            lock (gate) (position, Epoch) = (end, epoch);
        }
        while (true)
        {
            var (entries, waiting) = await reader.AfterAsync(position, ct);
            if (entries.Count > 0) Publish(entries);
            if (entries.Count == FeedReader.BatchSize) continue;
            // A short breath in any case: a burst of commits becomes a few reads, not one each.
            await Task.Delay(Settle, time, ct);
            if (!waiting) await WakeOrPollAsync(ct);
        }
    }

    private void Publish(IReadOnlyList<FeedEntry> entries)
    {
        lock (gate)
        {
            position = entries[^1].Position;
            foreach (var subscription in subscriptions) subscription.Offer(entries);
        }
        var now = time.GetUtcNow();
        foreach (var entry in entries) Delay.Record((now - entry.At).TotalMilliseconds);
    }

    private async Task WakeOrPollAsync(CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(Poll, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            await wakes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody woke us: time to look.
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        connection.Notification += (_, _) => Wake();
        await using (var listen = new NpgsqlCommand("LISTEN changes", connection)) await listen.ExecuteNonQueryAsync(ct);
        while (true) await connection.WaitAsync(ct);
    }

    private void Wake() => wakes.Writer.TryWrite(true);

    private void Leave(FeedSubscription subscription)
    {
        lock (gate) subscriptions.Remove(subscription);
    }

    [LoggerMessage(LogLevel.Warning, "The change feed was interrupted by {Error}; it tries again until it goes on")]
    private partial void LogInterrupted(string error);
}
