using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace UnifiedInbox.Channels;

/// <summary>
/// Counts webhooks turned away. Nothing of them is stored, since anyone may post them; the self-check shows the number, because
/// a wrong token or public address looks exactly like this.
/// </summary>
internal sealed class WebhookRejections(TimeProvider time)
{
    private static readonly Counter<long> Rejected =
        Telemetry.Meter.CreateCounter<long>("inbox.webhooks.rejected", "{webhook}", "Webhooks refused for their signature or form.");

    private readonly ConcurrentDictionary<(string Provider, string Reason), (long Count, DateTimeOffset Last)> counts = new();

    public void Count(string provider, string reason)
    {
        Rejected.Add(1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("reason", reason));
        var now = time.GetUtcNow();
        counts.AddOrUpdate((provider, reason), (1, now), (_, old) => (old.Count + 1, now));
    }

    /// <summary>How many since this process started, and when the last was.</summary>
    public (long Count, DateTimeOffset? Last) Of(string provider, string reason) =>
        counts.TryGetValue((provider, reason), out var seen) ? (seen.Count, seen.Last) : (0, null);
}
