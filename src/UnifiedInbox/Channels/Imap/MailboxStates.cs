using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Channels.Imap;

/// <summary>What the settings page shows of a mailbox.</summary>
public sealed record MailboxState
{
    /// <summary><c>new</c>, <c>syncing</c>, <c>connected</c>, <c>retrying</c> or <c>stopped</c>.</summary>
    public string Status { get; init; } = "new";

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    public string? ServerText { get; init; }

    public int Failures { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? FirstSyncDone { get; init; }

    public long Fetched { get; init; }

    public long Stored { get; init; }

    public long Duplicates { get; init; }

    public long Failed { get; init; }

    /// <summary>Of the sync under way.</summary>
    public long Total { get; init; }

    public long Done { get; init; }

    /// <summary>Mails that are tried again.</summary>
    public long Troubled { get; init; }
}

/// <summary>Writes down how a mailbox is doing.</summary>
internal sealed class MailboxStates(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string FindSql = """
        SELECT s.status,
               s.error_code,
               s.error_text,
               s.server_text,
               s.failures,
               s.next_attempt_at,
               s.asked_at,
               s.checked_at,
               s.first_sync_done,
               s.fetched,
               s.stored,
               s.duplicates,
               s.failed,
               coalesce((SELECT sum(f.total) FROM mailbox_folders f WHERE f.inbox_id = s.inbox_id), 0)::bigint AS total,
               coalesce((SELECT sum(f.done) FROM mailbox_folders f WHERE f.inbox_id = s.inbox_id), 0)::bigint AS done,
               (SELECT count(*) FROM mailbox_failures x WHERE x.inbox_id = s.inbox_id) AS troubled
          FROM mailbox_states s
         WHERE s.inbox_id = @id
        """;

    /// <summary>The failures stay: a server that lets us in and then breaks off is left alone for longer and longer too.</summary>
    private const string SyncingSql = """
        UPDATE mailbox_states
           SET status = CASE WHEN first_sync_done IS NULL THEN 'syncing' ELSE 'connected' END,
               error_code = NULL, error_text = NULL, server_text = NULL, next_attempt_at = NULL,
               settings_mark = @mark, connected_at = @now
         WHERE inbox_id = @id
        """;

    private const string CheckedSql = """
        UPDATE mailbox_states
           SET status = 'connected', checked_at = @began, first_sync_done = coalesce(first_sync_done, @now), failures = 0
         WHERE inbox_id = @id
        """;

    private const string ProgressedSql = "UPDATE mailbox_states SET failures = 0 WHERE inbox_id = @id";

    private const string TroubleSql = """
        UPDATE mailbox_states
           SET status = @status, error_code = @code, error_text = @text, server_text = @serverText, failures = failures + 1,
               next_attempt_at = @next, settings_mark = @mark
         WHERE inbox_id = @id
        """;

    private const string CountSql = """
        UPDATE mailbox_states
           SET fetched = fetched + @fetched, stored = stored + @stored, duplicates = duplicates + @duplicates, failed = failed + @failed
         WHERE inbox_id = @id
        """;

    private const string ChangedSql = "INSERT INTO changes (kind, inbox_id) VALUES ('inbox', @id)";

    public Task<MailboxState?> FindAsync(Guid id, CancellationToken ct) => db.FindAsync<MailboxState>(FindSql, new { id }, ct);

    public Task SignedInAsync(Mailbox mailbox, CancellationToken ct) =>
        WriteAsync(SyncingSql, new { id = mailbox.Id, mark = mailbox.Mark, now = time.GetUtcNow() }, mailbox.Id, ct);

    /// <summary>Some mails came in before it broke: the next attempt need not wait for long.</summary>
    public Task ProgressedAsync(Guid id, CancellationToken ct) => db.ExecuteAsync(ProgressedSql, new { id }, ct);

    /// <param name="began">Whoever asked before is answered.</param>
    public Task CheckedAsync(Mailbox mailbox, DateTimeOffset began, CancellationToken ct) =>
        WriteAsync(CheckedSql, new { id = mailbox.Id, began, now = time.GetUtcNow() }, mailbox.Id, ct);

    /// <summary>Whoever looks at the page of the mailbox sees how far it is.</summary>
    public async Task ShowProgressAsync(Guid id, CancellationToken ct)
    {
        await db.ExecuteAsync(ChangedSql, new { id }, ct);
        changes.Wake();
    }

    public Task TroubleAsync(Mailbox mailbox, MailboxTrouble trouble, CancellationToken ct) => WriteAsync(
        TroubleSql,
        new
        {
            id = mailbox.Id,
            status = trouble.Stops ? "stopped" : "retrying",
            code = trouble.Code,
            text = trouble.Text,
            serverText = trouble.ServerText,
            next = trouble.Stops ? (DateTimeOffset?)null : time.GetUtcNow() + trouble.Pause,
            mark = mailbox.Mark,
        },
        mailbox.Id,
        ct);

    public Task CountAsync(Guid id, MailCounts counts, CancellationToken ct) => db.ExecuteAsync(
        CountSql, new { id, fetched = counts.Fetched, stored = counts.Stored, duplicates = counts.Duplicates, failed = counts.Failed }, ct);

    private async Task WriteAsync(string sql, object parameters, Guid id, CancellationToken ct)
    {
        await db.ExecuteAsync(sql, parameters, ct);
        await db.ExecuteAsync(ChangedSql, new { id }, ct);
        changes.Wake();
    }
}

/// <summary>What a look at a mailbox brought.</summary>
internal readonly record struct MailCounts(int Fetched, int Stored, int Duplicates, int Failed)
{
    public static MailCounts operator +(MailCounts one, MailCounts other) => new(
        one.Fetched + other.Fetched, one.Stored + other.Stored, one.Duplicates + other.Duplicates, one.Failed + other.Failed);
}
