
namespace UnifiedInbox.Database;

/// <summary>
/// Every hour: makes the partitions of the months to come, and deletes what has been kept long enough. Any node may do it; what
/// two do at once, the second finds done.
/// </summary>
internal sealed partial class Housekeeping(DatabaseServer server, Db db, RetentionOptions retention, TimeProvider time, ILogger<Housekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private const int BatchSize = 5000;

    /// <summary>In batches, so that no statement runs for seconds: an open write transaction holds back the change feed.</summary>
    private const string DeleteRawEvents = """
        DELETE FROM inbound_events
         WHERE (at, id) IN (SELECT at, id FROM inbound_events WHERE at < @before ORDER BY at LIMIT @batch)
        """;

    private const string DeleteIdempotencyKeys = """
        DELETE FROM idempotency_keys
         WHERE (owner, key) IN (SELECT owner, key FROM idempotency_keys WHERE created_at < @before ORDER BY created_at LIMIT @batch)
        """;

    /// <summary>Where a merged contact went stays known; what it was does not.</summary>
    private const string ForgetMerges = """
        UPDATE contact_merges
           SET snapshot = NULL
         WHERE id IN (SELECT id FROM contact_merges WHERE undo_until < @before AND snapshot IS NOT NULL ORDER BY undo_until LIMIT @batch)
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await RunAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var owner = server.CreateOwnerSource();
        var made = await Partitions.MakeAsync(owner, ct);
        if (made > 0) LogPartitions(made);
        await DeleteAsync("raw events", DeleteRawEvents, now.AddDays(-retention.RawEventsDays), ct);
        await DeleteAsync("idempotency keys", DeleteIdempotencyKeys, now.AddHours(-24), ct);
        await DeleteAsync("merges' memories", ForgetMerges, now, ct);
        await Partitions.DropEmptyAsync(owner, now.AddDays(-retention.RawEventsDays), ct);
    }

    private async Task DeleteAsync(string what, string sql, DateTimeOffset before, CancellationToken ct)
    {
        var deleted = 0;
        for (int batch = BatchSize; batch == BatchSize; deleted += batch)
            batch = await db.ExecuteAsync(sql, new { before, batch = BatchSize }, ct);
        if (deleted > 0) LogDeleted(deleted, what);
    }

    [LoggerMessage(LogLevel.Information, "{Count} partitions were made")]
    private partial void LogPartitions(int count);

    [LoggerMessage(LogLevel.Information, "{Count} {What} were kept long enough and are deleted")]
    private partial void LogDeleted(int count, string what);
}
