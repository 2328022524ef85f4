using System.Globalization;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>
/// Reads <c>changes</c> in an order that never gains a row behind the reader's back. A plain sequence does: numbers are given
/// before commits, so a slow transaction appears below a cursor that has passed it. Here the order is the transaction's id,
/// and only rows of transactions older than every running one are settled.
/// </summary>
internal sealed class FeedReader(Db db)
{
    public const int BatchSize = 1000;

    private const string AfterSql = """
        SELECT xid::text AS transaction,
               seq,
               kind,
               inbox_id,
               conversation_id,
               contact_id,
               message_id,
               user_id,
               note_id,
               at,
               xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled
          FROM changes
         WHERE (xid, seq) > (@xid::text::xid8, @seq)
         ORDER BY xid, seq
         LIMIT @limit
        """;

    private const string EndSql = """
        SELECT xid::text AS transaction,
               seq
          FROM changes
         WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY xid DESC, seq DESC
         LIMIT 1
        """;

    private const string EpochSql = "SELECT value #>> '{}' FROM settings WHERE key = 'feed_epoch'";

    private const string FloorSql = "SELECT value #>> '{}' FROM settings WHERE key = 'feed_floor'";

    /// <summary>In batches: an open write transaction holds the feed back.</summary>
    private const string TrimSql = """
        WITH gone AS (
            DELETE FROM changes
             WHERE (xid, seq) IN (
                       SELECT xid, seq
                         FROM changes
                        WHERE at < @before
                        ORDER BY xid, seq
                        LIMIT @limit
                   )
            RETURNING xid, seq
        )
        INSERT INTO settings (key, value)
        SELECT 'feed_floor', to_jsonb(xid::text || '.' || seq)
          FROM gone
         ORDER BY xid DESC, seq DESC
         LIMIT 1
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
        """;

    /// <summary>The settled entries after a position, and whether later ones wait for a running transaction.</summary>
    public async Task<(List<FeedEntry> Entries, bool Waiting)> AfterAsync(FeedPosition position, CancellationToken ct)
    {
        var rows = await db.ListAsync<Row>(AfterSql, new { xid = position.Xid.ToString(CultureInfo.InvariantCulture), seq = position.Seq, limit = BatchSize }, ct);
        var entries = rows.TakeWhile(row => row.Settled).Select(row => row.ToEntry()).ToList();
        return (entries, entries.Count < rows.Count);
    }

    /// <summary>The last settled position; zero in an empty feed.</summary>
    public async Task<FeedPosition> EndAsync(CancellationToken ct) => (await db.FindAsync<Row>(EndSql, null, ct))?.Position ?? default;

    public async Task<string> EpochAsync(CancellationToken ct) =>
        await db.FindAsync<string>(EpochSql, null, ct) ?? throw new InvalidOperationException("The database has no feed epoch: its migrations have not run.");

    /// <summary>Whether everything after the position is still there.</summary>
    public async Task<bool> ReachesBackToAsync(FeedPosition position, CancellationToken ct) =>
        !FeedPosition.TryParse(await db.FindAsync<string>(FloorSql, null, ct), out var floor) || position.CompareTo(floor) >= 0;

    /// <summary>Forgets changes from before <paramref name="before"/>, and remembers how far back the feed still reaches.</summary>
    public async Task TrimAsync(DateTimeOffset before, CancellationToken ct)
    {
        while (await db.ExecuteAsync(TrimSql, new { before, limit = BatchSize }, ct) > 0) ct.ThrowIfCancellationRequested();
    }

    private sealed record Row
    {
        public required string Transaction { get; init; }
        public required long Seq { get; init; }
        public string Kind { get; init; } = "";
        public Guid? InboxId { get; init; }
        public Guid? ConversationId { get; init; }
        public Guid? ContactId { get; init; }
        public Guid? MessageId { get; init; }
        public Guid? UserId { get; init; }
        public Guid? NoteId { get; init; }
        public DateTimeOffset At { get; init; }
        public bool Settled { get; init; }

        public FeedPosition Position => new(ulong.Parse(Transaction, CultureInfo.InvariantCulture), Seq);

        public FeedEntry ToEntry() => new(Position, new Change(Kind, InboxId, ConversationId, ContactId, MessageId, UserId, NoteId), At);
    }
}
