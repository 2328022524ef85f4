using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments;

/// <summary>
/// Removes bytes that nobody's message holds any more. They are kept once whoever sent them, so a deleted person's file goes only
/// when it was nobody else's as well.
/// </summary>
internal sealed partial class RemoveFiles(Db db, AttachmentStore store, TimeProvider time, ILogger<RemoveFiles> log) : BackgroundService
{
    private const int Most = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const string Due = "SELECT sha256 FROM doomed_files ORDER BY at LIMIT @most";

    private const string IsHeld = """
        SELECT EXISTS (SELECT FROM attachments WHERE sha256 = @sha256)
            OR EXISTS (SELECT FROM uploads WHERE sha256 = @sha256)
            OR EXISTS (SELECT FROM messages WHERE raw_sha256 = @sha256)
            OR EXISTS (SELECT FROM contact_exports WHERE sha256 = @sha256)
        """;

    private const string Done = "DELETE FROM doomed_files WHERE sha256 = @sha256";

    /// <summary>The same bytes may have come in again while they were being removed: then they are fetched once more.</summary>
    private const string FetchAgain = """
        UPDATE attachments
           SET status = 'pending',
               sha256 = NULL,
               attempts = 0,
               next_attempt_at = @now
         WHERE sha256 = @sha256
           AND source_url IS NOT NULL
        """;

    /// <summary>Answers how many were looked at.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await db.ListAsync<byte[]>(Due, new { most = Most }, ct);
        foreach (var sha256 in due)
        {
            if (!await db.FindAsync<bool>(IsHeld, new { sha256 }, ct))
            {
                await store.DeleteAsync(sha256, ct);
                await db.ExecuteAsync(FetchAgain, new { sha256, now = time.GetUtcNow() }, ct);
            }
            await db.ExecuteAsync(Done, new { sha256 }, ct);
        }
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.ForgetIncoming(time.GetUtcNow().AddDays(-1));
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RunAsync(stoppingToken) == Most) { }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Files of deleted messages could not be removed; tried again later")]
    private partial void LogFailed(Exception exception);
}
