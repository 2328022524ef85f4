using Dapper;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Runs imports one after the other, each on one node only: it holds a lease that every batch renews. What a dead node left goes on
/// where it stood, on whichever node has the file.
/// </summary>
internal sealed partial class RunImports(
    Db db, IEnumerable<IRunImport> runs, ImportFiles files, ImportSignal signal, ChangeNotifier changes, IOptions<ImportOptions> options, TimeProvider time, ILogger<RunImports> log)
    : BackgroundService
{
    private readonly Guid node = NewId.Next();
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    private const string Claim = """
        UPDATE contact_imports i
           SET status = 'running',
               started_at = coalesce(i.started_at, @now),
               lease_owner = @node,
               lease_until = @leaseUntil
         WHERE i.id = (SELECT n.id
                         FROM contact_imports n
                        WHERE n.status IN ('queued', 'running')
                          AND (n.lease_until IS NULL OR n.lease_until < @now OR n.lease_owner = @node)
                          AND n.id = ANY (@here)
                        ORDER BY n.created_at
                        LIMIT 1
                          FOR UPDATE SKIP LOCKED)
        RETURNING
        """ + "\n" + Import.Columns;

    /// <summary>A dry run keeps in memory what it has met, so that one taken over begins anew. In stretches: see <see cref="WriteBatch"/>.</summary>
    private const string ForgetRows = """
        DELETE FROM contact_import_rows
         WHERE import_id = @id
           AND number IN (SELECT r.number FROM contact_import_rows r WHERE r.import_id = @id ORDER BY r.number LIMIT 5000)
        """;

    private const string StartAgain = """
        UPDATE contact_imports
           SET rows_done = 0, bytes_done = 0, created = 0, updated = 0, skipped = 0, refused = 0
         WHERE id = @id AND lease_owner = @node
        """;

    private const string Release = "UPDATE contact_imports SET lease_until = NULL WHERE id = @id AND lease_owner = @node AND status = 'running'";

    /// <summary>A cancelled one ends as cancelled, wherever it stood.</summary>
    private const string Finish = """
        UPDATE contact_imports i
           SET status = CASE WHEN @failed THEN 'failed' WHEN i.cancel_asked_at IS NOT NULL THEN 'canceled' WHEN i.is_dry_run THEN 'checked' ELSE 'done' END,
               error = @error,
               finished_at = @now,
               lease_owner = NULL,
               lease_until = NULL
         WHERE i.id = @id AND i.lease_owner = @node AND i.status = 'running' AND (@ended OR i.cancel_asked_at IS NOT NULL)
        RETURNING
        """ + "\n" + Import.Columns;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            while (await RunOneAsync(stoppingToken))
            {
                // until none is left
            }
            await signal.WaitAsync(LongestSleep, time, stoppingToken);
        }
    }

    /// <summary>False where there is none to run.</summary>
    private async Task<bool> RunOneAsync(CancellationToken ct)
    {
        var here = files.List();
        if (here.Count == 0) return false;
        var now = time.GetUtcNow();
        if (await db.FindAsync<Import>(Claim, new { node, now, leaseUntil = now + options.Value.Lease, here }, ct) is not { } import) return false;
        try
        {
            if (import.IsDryRun || import.RowsDone == 0) import = await FromTheStartAsync(import, ct);
            var ended = import.CancelAskedAt is null && await runs.Single(run => run.Kind == import.Kind).RunAsync(import, node, ct);
            await FinishAsync(import.Id, ended, null, ct);
        }
        catch (IOException error)
        {
            LogUnreadable(error);
            await FinishAsync(import.Id, ended: true, "The uploaded file could not be read to its end. What the report lists is in; upload the file again for the rest.", ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops: another one, or this one when it comes back, need not wait for the lease to run out.
            await db.ExecuteAsync(Release, new { id = import.Id, node }, CancellationToken.None);
            throw;
        }
        return true;
    }

    private async Task<Import> FromTheStartAsync(Import import, CancellationToken ct)
    {
        while (await db.ExecuteAsync(ForgetRows, new { id = import.Id }, ct) > 0)
        {
            // what a dry run wrote
        }
        await db.ExecuteAsync(StartAgain, new { id = import.Id, node }, ct);
        return import with { RowsDone = 0 };
    }

    private async Task FinishAsync(Guid id, bool ended, string? error, CancellationToken ct)
    {
        var finished = await db.InTransactionAsync(async connection =>
        {
            var parameters = new { id, node, ended, error, failed = error is not null, now = time.GetUtcNow() };
            if (await connection.QuerySingleOrDefaultAsync<Import>(new CommandDefinition(Finish, parameters, cancellationToken: ct)) is not { } import) return null;
            if (!import.IsDryRun)
            {
                var who = import.CreatedBy is { } userId ? new Caller(userId, "", "", Role.Admin, null, null) : null;
                await AuditLog.RecordAsync(connection, who, import.Kind == ImportKind.Events ? "members.events_imported" : "contacts.imported", "import", id.ToString(),
                    new { import.Status, rows = import.RowsDone, import.Created, import.Updated, import.Skipped, import.Refused }, ct);
            }
            foreach (var kind in new[] { "import", "contact" }) await Changes.RecordAsync(connection, new Change(kind), ct);
            return import;
        }, ct);
        changes.Wake();
        if (finished is { IsOpen: false }) files.Delete(id);
    }

    [LoggerMessage(LogLevel.Error, "The file of an import could not be read")]
    private partial void LogUnreadable(Exception exception);
}
