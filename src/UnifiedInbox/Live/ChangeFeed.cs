using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// Follows <c>changes</c> for all listeners of this process: one reader, however many browsers. It reads when woken (by this
/// process or by NOTIFY), and every two seconds in any case.
/// </summary>
internal sealed class ChangeFeed : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(25); // a running transaction holds entries back: look again soon
    private static readonly Meter Meter = new("UnifiedInbox.Live");
    private static readonly Histogram<double> Delay = Meter.CreateHistogram<double>("live.delay", "ms", "From a change's transaction to its listeners");

    private readonly Db db;
    private readonly FeedReader reader;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly HashSet<FeedSubscription> subscriptions = [];
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FeedPosition position;

    public ChangeFeed(Db db, FeedReader reader, ChangeNotifier notifier, NodeTalk talk, TimeProvider time)
    {
        (this.db, this.reader, this.time) = (db, reader, time);
        notifier.Woken += Wake;
        talk.Heard += (topic, what) =>
        {
            if (topic == PassingSignals.Topic && what.Deserialize<Change>(NodeTalk.Json) is { } change) Pass([change]);
        };
    }

    /// <summary>Raised for every notification, from this node or another; handlers only set a flag.</summary>
    public event Action? Heard;

    /// <summary>Whether notifications come through.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Null until the database has been reached for the first time.</summary>
    public string? Epoch { get; private set; }

    /// <summary>
    /// Where the feed stands: everything up to there is visible to every later query. Empty while the feed has not begun, which
    /// makes a page's connection begin with a reload.
    /// </summary>
    public string Cursor
    {
        get
        {
            lock (gate) return Epoch == null ? "" : FeedCursor.Of(Epoch, position);
        }
    }

    /// <summary>Tells the listeners of this process something that passes: it has no place in the feed and is not kept.</summary>
    public void Pass(IReadOnlyList<Change> changes)
    {
        var entries = changes.Select(change => new FeedEntry(default, change, time.GetUtcNow()) { IsPassing = true }).ToList();
        lock (gate)
        {
            foreach (var subscription in subscriptions) subscription.Offer(entries);
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

    /// <summary>Ends with the first of its two loops; who listens stays, and hears on when it is started again.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [FollowAsync(either.Token), ListenAsync(either.Token)];
        var first = await Task.WhenAny(loops);
        await either.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
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
        connection.Notification += (_, _) =>
        {
            Wake();
            Heard?.Invoke();
        };
        await using (var listen = new NpgsqlCommand("LISTEN changes", connection)) await listen.ExecuteNonQueryAsync(ct);
        try
        {
            IsListening = true;
            while (true) await connection.WaitAsync(ct);
        }
        finally
        {
            IsListening = false;
        }
    }

    private void Wake() => wakes.Writer.TryWrite(true);

    private void Leave(FeedSubscription subscription)
    {
        lock (gate) subscriptions.Remove(subscription);
    }
}
