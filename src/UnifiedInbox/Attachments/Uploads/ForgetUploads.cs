using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Uploads;

/// <summary>Every hour: files that were put up a day ago, not sent and in no draft are gone; <see cref="RemoveFiles"/> takes their bytes where no message holds them.</summary>
internal sealed partial class ForgetUploads(Db db, TimeProvider time, ILogger<ForgetUploads> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string Sql = """
        WITH gone AS (DELETE FROM uploads u WHERE created_at < @before AND NOT EXISTS (SELECT FROM drafts d WHERE d.uploads @> ARRAY[u.id] AND d.uploads <> '{}') RETURNING sha256)
        INSERT INTO doomed_files (sha256) SELECT DISTINCT sha256 FROM gone ON CONFLICT DO NOTHING
        """;

    public Task<int> RunAsync(CancellationToken ct) => db.ExecuteAsync(Sql, new { before = time.GetUtcNow().AddDays(-1) }, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Uploads that were not sent could not be removed; tried again later")]
    private partial void LogFailed(Exception exception);
}
