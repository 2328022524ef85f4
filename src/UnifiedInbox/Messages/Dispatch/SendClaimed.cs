using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Messages;

/// <summary>One attempt at a claimed message, and writing down what came of it.</summary>
internal sealed partial class SendClaimed(RecordDelivery record, Senders senders, TimeProvider time, ILogger<SendClaimed> log)
{
    private static readonly Histogram<double> SendTime =
        Telemetry.Meter.CreateHistogram<double>("inbox.send.duration", "s", "One attempt's call of a provider.");

    private static readonly Histogram<double> Lateness =
        Telemetry.Meter.CreateHistogram<double>("inbox.send.lateness", "s", "From a message being due to its first hand-over.");

    /// <summary>
    /// Not cancelled by shutdown: a request half sent would be a message in doubt. Never throws; null where the outcome was lost, which
    /// leaves the attempt open in the ledger: its lease will run out and the provider be asked.
    /// </summary>
    public async Task<DeliveryOutcome?> RunAsync(Guid node, ClaimedMessage claimed)
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
            await WriteAsync(node, claimed, delivery);
            return delivery.Outcome;
        }
        catch (Exception error)
        {
            LogLost(log, claimed.Outgoing.Id, error);
            return null;
        }
    }

    /// <summary>The outcome is known and must not be lost to a database that is away for a while.</summary>
    private async Task WriteAsync(Guid node, ClaimedMessage claimed, Delivery delivery)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of an attempt at message {MessageId} was lost")]
    private static partial void LogLost(ILogger log, Guid messageId, Exception error);
}
