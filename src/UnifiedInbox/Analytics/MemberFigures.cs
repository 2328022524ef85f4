using System.Collections.Concurrent;

namespace UnifiedInbox.Analytics;

/// <summary>One of the most active members; without an id, how many people prefer a channel.</summary>
internal sealed record MemberRow
{
    public Guid? Id { get; init; }
    public string? Name { get; init; }
    public long Messages { get; init; }
    public long? Inbound { get; init; }
    public long? Outbound { get; init; }
    public string? Preferred { get; init; }
}

/// <summary>
/// There are half as many people as days with messages, and over long ranges all of them have to be gone through; with an agent or a label
/// the messages themselves. What was counted is shown again for a minute then; over short ranges it is always of this moment.
/// </summary>
internal sealed class MemberFigures(TimeProvider time)
{
    /// <summary>Messages in a range from which on its people are remembered.</summary>
    private const long Long = 50_000;
    private const int MostRemembered = 200;
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, List<MemberRow> Rows)> remembered = new();

    public async Task<List<MemberRow>> RunAsync(FigureFilter filter, Guid[] inboxes, long messages, Func<Task<List<MemberRow>>> count)
    {
        if (messages < Long) return await count();
        // Whoever may use the same inboxes may see the same.
        var key = $"{filter.From:O}/{filter.To:O}/{filter.Channel}/{filter.AgentId}/{filter.LabelId}/{string.Join(',', inboxes.Order())}";
        var now = time.GetUtcNow();
        if (remembered.TryGetValue(key, out var known) && now - known.At < Freshness) return known.Rows;
        if (remembered.Count >= MostRemembered) remembered.Clear();
        var rows = await count();
        remembered[key] = (now, rows);
        return rows;
    }
}
