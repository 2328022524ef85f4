using Microsoft.Extensions.Options;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Every hour: lists that were uploaded a day ago and never imported go, reports that were kept long enough, and files without an
/// import. An import whose file no node has is said to have failed.
/// </summary>
internal sealed partial class ForgetImports(Db db, ImportFiles files, IOptions<ImportOptions> options, TimeProvider time, ILogger<ForgetImports> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string DeleteDrafts = "DELETE FROM contact_imports WHERE status = 'draft' AND created_at < @before";

    /// <summary>In stretches, so that no write runs for seconds; the head goes when its rows are gone.</summary>
    private const string DeleteRows = """
        DELETE FROM contact_import_rows r
         WHERE (r.import_id, r.number) IN (
                SELECT o.import_id, o.number
                  FROM contact_imports i
                  JOIN contact_import_rows o ON o.import_id = i.id
                 WHERE i.status NOT IN ('queued', 'running') AND i.created_at < @before
                 LIMIT 5000)
        """;

    private const string DeleteOld = "DELETE FROM contact_imports WHERE status NOT IN ('queued', 'running') AND created_at < @before";

    private const string FailLost = """
        UPDATE contact_imports
           SET status = 'failed', finished_at = @now, error = 'The uploaded file is on no node that runs. Upload it again: who is in already is recognised.'
         WHERE status IN ('queued', 'running') AND created_at < @before AND (lease_until IS NULL OR lease_until < @before)
        """;

    private const string Waiting = "SELECT id FROM contact_imports WHERE status IN ('draft', 'queued', 'running', 'checked') AND id = ANY (@ids)";

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await db.ExecuteAsync(DeleteDrafts, new { before = now.AddDays(-1) }, ct);
        await db.ExecuteAsync(FailLost, new { now, before = now.AddDays(-1) }, ct);
        var before = now.AddDays(-options.Value.KeepReportDays);
        while (await db.ExecuteAsync(DeleteRows, new { before }, ct) > 0)
        {
            // until none is left
        }
        await db.ExecuteAsync(DeleteOld, new { before }, ct);
        var ids = files.List();
        var kept = (await db.ListAsync<Guid>(Waiting, new { ids }, ct)).ToHashSet();
        foreach (var id in ids.Where(id => !kept.Contains(id) && files.IsOlder(id, now.AddHours(-1)))) files.Delete(id);
    }

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

    [LoggerMessage(LogLevel.Warning, "Old imports could not be removed; tried again later")]
    private partial void LogFailed(Exception exception);
}
