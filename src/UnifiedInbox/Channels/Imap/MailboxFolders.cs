using UnifiedInbox.Database;

namespace UnifiedInbox.Channels.Imap;

/// <summary>How far a folder has been read.</summary>
internal sealed record FolderCursor
{
    public long UidValidity { get; init; }

    public long LastUid { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? NewestAt { get; init; }
}

/// <summary>A mail that could not be stored so far.</summary>
internal sealed record FailedMail
{
    public long Uid { get; init; }

    public int Failures { get; init; }

    public string Error { get; init; } = "";
}

/// <summary>Keeps the cursors of folders and what went wrong with single mails.</summary>
internal sealed class MailboxFolders(Db db, TimeProvider time)
{
    private const string FindSql = "SELECT uid_validity, last_uid, started_at, newest_at FROM mailbox_folders WHERE inbox_id = @id AND folder = @folder";

    private const string BeginSql = """
        INSERT INTO mailbox_folders (inbox_id, folder, uid_validity, started_at) VALUES (@id, @folder, @validity, @now)
        ON CONFLICT (inbox_id, folder) DO NOTHING
        """;

    private const string TotalSql = "UPDATE mailbox_folders SET total = @total, done = 0 WHERE inbox_id = @id AND folder = @folder";

    /// <summary>Never back: a node that lost its lease may still be finishing.</summary>
    private const string AdvanceSql = """
        UPDATE mailbox_folders
           SET last_uid = greatest(last_uid, @uid), newest_at = greatest(newest_at, @newest), done = done + @done
         WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity
        """;

    private const string KnownSql = """
        SELECT uid FROM mailbox_mails WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity AND uid = ANY (@uids)
        """;

    private const string FailuresSql = "SELECT uid, failures, error FROM mailbox_failures WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity ORDER BY uid";

    private const string FailSql = """
        INSERT INTO mailbox_failures (inbox_id, folder, uid_validity, uid, error, at) VALUES (@id, @folder, @validity, @uid, @error, @now)
        ON CONFLICT (inbox_id, folder, uid_validity, uid) DO UPDATE SET failures = mailbox_failures.failures + 1, error = excluded.error, at = excluded.at
        """;

    private const string ForgiveSql = "DELETE FROM mailbox_failures WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity AND uid = ANY (@uids)";

    public Task<FolderCursor?> FindAsync(Guid id, string folder, CancellationToken ct) => db.FindAsync<FolderCursor>(FindSql, new { id, folder }, ct);

    public Task BeginAsync(Guid id, string folder, uint validity, CancellationToken ct) =>
        db.ExecuteAsync(BeginSql, new { id, folder, validity = (long)validity, now = time.GetUtcNow() }, ct);

    public Task SetTotalAsync(Guid id, string folder, int total, CancellationToken ct) => db.ExecuteAsync(TotalSql, new { id, folder, total }, ct);

    public Task AdvanceAsync(FolderReading folder, uint uid, DateTimeOffset? newest, int done, CancellationToken ct) => db.ExecuteAsync(
        AdvanceSql, new { id = folder.Mailbox.Id, folder = folder.Name, validity = (long)folder.UidValidity, uid = (long)uid, newest, done }, ct);

    public async Task<HashSet<uint>> KnownAsync(FolderReading folder, IEnumerable<uint> uids, CancellationToken ct) =>
        [.. (await db.ListAsync<long>(KnownSql, Key(folder, uids), ct)).Select(uid => (uint)uid)];

    public Task<List<FailedMail>> FailuresAsync(FolderReading folder, CancellationToken ct) =>
        db.ListAsync<FailedMail>(FailuresSql, new { id = folder.Mailbox.Id, folder = folder.Name, validity = (long)folder.UidValidity }, ct);

    public Task FailAsync(FolderReading folder, uint uid, string error, CancellationToken ct) => db.ExecuteAsync(
        FailSql, new { id = folder.Mailbox.Id, folder = folder.Name, validity = (long)folder.UidValidity, uid = (long)uid, error, now = time.GetUtcNow() }, ct);

    public Task ForgiveAsync(FolderReading folder, IEnumerable<uint> uids, CancellationToken ct) => db.ExecuteAsync(ForgiveSql, Key(folder, uids), ct);

    private static object Key(FolderReading folder, IEnumerable<uint> uids) =>
        new { id = folder.Mailbox.Id, folder = folder.Name, validity = (long)folder.UidValidity, uids = uids.Select(uid => (long)uid).ToArray() };
}

/// <summary>A folder while it is read.</summary>
/// <param name="OldBefore">Mail received before this was read long ago by whoever used the mailbox before us.</param>
internal sealed record FolderReading(Mailbox Mailbox, string Name, bool IsSent, uint UidValidity, DateTimeOffset OldBefore);
