using Microsoft.Extensions.Options;
using UnifiedInbox.Database;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Which node reads a mailbox: one at a time, the next one when the first falls silent.</summary>
internal sealed class MailboxLeases(Db db, IOptions<MailboxOptions> options, TimeProvider time)
{
    private const string MakeSql = "INSERT INTO mailbox_states (inbox_id) SELECT unnest(@ids) ON CONFLICT DO NOTHING";

    private const string TakeSql = """
        UPDATE mailbox_states
           SET lease_owner = @node, lease_until = @until
         WHERE inbox_id = @id
           AND (lease_owner IS NULL OR lease_owner = @node OR lease_until < @now)
           AND (status <> 'stopped' OR settings_mark IS DISTINCT FROM @mark)
           AND (next_attempt_at IS NULL OR next_attempt_at <= @now OR settings_mark IS DISTINCT FROM @mark)
        """;

    private const string RenewSql = """
        UPDATE mailbox_states
           SET lease_until = @until
         WHERE inbox_id = ANY (@ids) AND lease_owner = @node AND lease_until >= @now
        RETURNING inbox_id, asked_at > coalesce(checked_at, '-infinity') AS is_asked
        """;

    private const string ReleaseSql = "UPDATE mailbox_states SET lease_owner = NULL, lease_until = NULL WHERE inbox_id = @id AND lease_owner = @node";

    /// <summary>This process, among all.</summary>
    private readonly Guid node = NewId.Next(time);

    public Task MakeAsync(IEnumerable<Guid> ids, CancellationToken ct) => db.ExecuteAsync(MakeSql, new { ids = ids.ToArray() }, ct);

    /// <summary>False where another node has it, or it is not to be tried yet.</summary>
    public async Task<bool> TakeAsync(Mailbox mailbox, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await db.ExecuteAsync(TakeSql, new { id = mailbox.Id, node, mark = mailbox.Mark, now, until = now + options.Value.Lease }, ct) > 0;
    }

    /// <summary>Answers which of these are still ours, and whether somebody wants them looked at.</summary>
    public async Task<IReadOnlyDictionary<Guid, bool>> RenewAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var rows = await db.ListAsync<Renewed>(RenewSql, new { ids = ids.ToArray(), node, now, until = now + options.Value.Lease }, ct);
        return rows.ToDictionary(row => row.InboxId, row => row.IsAsked ?? false);
    }

    public Task ReleaseAsync(Guid id, CancellationToken ct) => db.ExecuteAsync(ReleaseSql, new { id, node }, ct);

    private sealed record Renewed
    {
        public Guid InboxId { get; init; }

        public bool? IsAsked { get; init; }
    }
}
