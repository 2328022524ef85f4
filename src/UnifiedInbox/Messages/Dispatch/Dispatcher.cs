using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>
/// Sends what is due, as many nodes at once as like. Sleeps until the next due time, woken by whoever queues something here; what
/// other nodes queue is seen within a second.
/// </summary>
internal sealed partial class Dispatcher(
    Db db,
    ClaimMessages claims,
    RecordDelivery record,
    Senders senders,
    DispatchSignal signal,
    IOptions<DispatcherOptions> options,
    TimeProvider time,
    ILogger<Dispatcher> log) : BackgroundService
{
    private static readonly Histogram<double> SendTime =
        Telemetry.Meter.CreateHistogram<double>("inbox.send.duration", "s", "One attempt's call of a provider.");

    private static readonly Histogram<double> Lateness =
        Telemetry.Meter.CreateHistogram<double>("inbox.send.lateness", "s", "From a message being due to its first hand-over.");

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly Guid node = NewId.Next();
    private int underWay;

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
                await Task.Delay(LongestSleep, time, CancellationToken.None);
            }
        }
        // What is under way is waited for: its outcome should be ours to write.
        while (Volatile.Read(ref underWay) > 0) await signal.WaitAsync(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
    }

    private async Task RunOnceAsync(CancellationToken ct)
    {
        var free = Math.Min(options.Value.Parallel - Volatile.Read(ref underWay), 25);
        if (free <= 0)
        {
            await signal.WaitAsync(LongestSleep, time, ct);
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
        var next = await db.FindAsync<DateTimeOffset?>("SELECT min(due_at) FROM send_lanes WHERE due_at IS NOT NULL", null, ct);
        if (next is null) return LongestSleep;
        var sleep = next.Value - time.GetUtcNow();
        // A lane may be due yet leased; at least a breath, so that waiting for it is no busy loop.
        return sleep < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : sleep < LongestSleep ? sleep : LongestSleep;
    }

    /// <summary>One attempt. Not cancelled by shutdown: a request half sent would be a message in doubt.</summary>
    private async Task SendAsync(ClaimedMessage claimed)
    {
        try
        {
            var started = time.GetTimestamp();
            if (claimed.Outgoing.Attempt == 1) Lateness.Record((time.GetUtcNow() - claimed.DueAt).TotalSeconds);
            using var activity = Telemetry.Activities.StartActivity("send message", ActivityKind.Client);
            var delivery = senders.Find(claimed.Provider) is { } sender
                ? await sender.SendAsync(claimed.Outgoing, CancellationToken.None)
                : new Delivery(DeliveryOutcome.Permanent, Code: "no_provider", Text: "The provider of this inbox is not set up.");
            SendTime.Record(
                time.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("provider", claimed.Provider),
                new KeyValuePair<string, object?>("outcome", Delivery.NameOf(delivery.Outcome)));
            await WriteAsync(claimed, delivery);
        }
        catch (Exception error)
        {
            // The attempt stays without outcome in the ledger; its lease will run out and the provider be asked.
            LogLost(log, claimed.Outgoing.Id, error);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            signal.Poke();
        }
    }

    /// <summary>The outcome is known and must not be lost to a database that is away for a while.</summary>
    private async Task WriteAsync(ClaimedMessage claimed, Delivery delivery)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await record.RunAsync(node, claimed, delivery, CancellationToken.None);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException && attempt < 30)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 10)), time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages cannot be claimed; trying again")]
    private static partial void LogTrouble(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of an attempt at message {MessageId} was lost")]
    private static partial void LogLost(ILogger log, Guid messageId, Exception error);
}
