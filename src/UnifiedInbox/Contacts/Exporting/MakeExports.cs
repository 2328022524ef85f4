using Microsoft.Extensions.Options;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>Makes large packages in the background, one after the other, and forgets them after a day.</summary>
internal sealed partial class MakeExports(
    Db db, WritePackage write, AttachmentStore store, ExportSignal signal, ChangeNotifier changes, DatabaseOptions database,
    IOptions<ExportOptions> options, TimeProvider time, ILogger<MakeExports> log) : BackgroundService
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);
    private readonly Guid node = NewId.Next();

    private const string Claim = """
        UPDATE contact_exports e
           SET status = 'running', lease_owner = @node, lease_until = @until, attempts = e.attempts + 1
         WHERE e.id = (SELECT n.id
                         FROM contact_exports n
                        WHERE n.status IN ('queued', 'running') AND (n.lease_until IS NULL OR n.lease_until < @now)
                        ORDER BY n.created_at
                        LIMIT 1
                          FOR UPDATE SKIP LOCKED)
        RETURNING e.id, e.contact_id, e.user_id, e.attempts
        """;

    /// <summary>No row: the person was deleted meanwhile, and the package goes after them.</summary>
    private const string Done = """
        WITH done AS (
            UPDATE contact_exports
               SET status = 'done', sha256 = @sha256, size = @size, finished_at = @now, lease_until = NULL
             WHERE id = @id AND lease_owner = @node
            RETURNING user_id),
        told AS (
            INSERT INTO changes (kind, user_id) SELECT 'export', user_id FROM done)
        INSERT INTO doomed_files (sha256) SELECT @sha256 WHERE NOT EXISTS (SELECT FROM done) ON CONFLICT DO NOTHING
        """;

    private const string Failed = """
        UPDATE contact_exports
           SET status = CASE WHEN attempts >= @most THEN 'failed' ELSE 'queued' END, lease_until = NULL
         WHERE id = @id AND lease_owner = @node
        """;

    private const string Forget = "DELETE FROM contact_exports WHERE created_at < @before";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await db.ExecuteAsync(Forget, new { before = time.GetUtcNow() - options.Value.Keep }, stoppingToken);
            while (await RunOneAsync(stoppingToken))
            {
                // until none is left
            }
            await signal.WaitAsync(LongestSleep, time, stoppingToken);
        }
    }

    private async Task<bool> RunOneAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await db.FindAsync<Job>(Claim, new { node, now, until = now + options.Value.Lease }, ct) is not { } job) return false;
        try
        {
            var file = await MakeAsync(job, ct);
            await db.ExecuteAsync(Done, new { id = job.Id, node, sha256 = file.Sha256, size = file.Size, now = time.GetUtcNow() }, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException && !DatabaseErrors.IsUnavailable(error))
        {
            LogFailed(error);
            await db.ExecuteAsync(Failed, new { id = job.Id, node, most = MostAttempts }, ct);
        }
        changes.Wake();
        return true;
    }

    /// <summary>Beside the store first, since its name is its hash.</summary>
    private async Task<StoredFile> MakeAsync(Job job, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(database.DataDir, "exports"));
        await using var file = new FileStream(Path.Combine(folder.FullName, $"{job.Id:N}.zip"), new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose,
        });
        await write.RunAsync(file, job.ContactId, job.UserId, ct);
        file.Position = 0;
        return await store.StoreAsync(file, long.MaxValue, ct) ?? throw new InvalidOperationException("The store has a limit where none was set.");
    }

    [LoggerMessage(LogLevel.Error, "A person's package could not be made")]
    private partial void LogFailed(Exception exception);

    private sealed record Job
    {
        public Guid Id { get; init; }
        public Guid ContactId { get; init; }
        public Guid UserId { get; init; }
        public int Attempts { get; init; }
    }
}
