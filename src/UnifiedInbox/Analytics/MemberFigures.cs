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
/// People are counted from the messages themselves: a count for each person and day would be as long as the messages are. Over long
/// ranges that takes its time, so what was counted is shown again for a minute; over short ones it is always of this moment.
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
