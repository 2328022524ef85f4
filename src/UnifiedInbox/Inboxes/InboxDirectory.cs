using UnifiedInbox.Database;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// All inboxes, kept in memory because every webhook and every send asks for one. Reread when this process changed one
/// (<see cref="Forget"/>), and every few seconds for what other processes changed.
/// </summary>
internal sealed class InboxDirectory(Db db, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private const string Sql = """
        SELECT i.id,
               i.name,
               i.channel,
               i.address,
               i.provider,
               i.settings,
               i.secrets,
               i.from_environment,
               i.is_default,
               i.open_to_all,
               i.segments_per_second,
               i.daily_cap,
               i.auto_replies,
               i.swept_until,
               i.disabled_at
          FROM inboxes i
         ORDER BY i.created_at, i.id
        """;

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Snapshot current = new([], DateTimeOffset.MinValue);

    public async ValueTask<IReadOnlyList<Inbox>> AllAsync(CancellationToken ct)
    {
        var snapshot = current;
        if (time.GetUtcNow() - snapshot.ReadAt < Fresh) return snapshot.Inboxes;
        await reading.WaitAsync(ct);
        try
        {
            snapshot = current;
            if (time.GetUtcNow() - snapshot.ReadAt < Fresh) return snapshot.Inboxes;
            current = snapshot = new Snapshot(await db.ListAsync<Inbox>(Sql, null, ct), time.GetUtcNow());
            return snapshot.Inboxes;
        }
        finally
        {
            reading.Release();
        }
    }

    public async ValueTask<Inbox?> FindAsync(Guid id, CancellationToken ct)
    {
        foreach (var inbox in await AllAsync(ct))
            if (inbox.Id == id) return inbox;
        return null;
    }

    public async ValueTask<Inbox?> FindAsync(string channel, string address, CancellationToken ct)
    {
        foreach (var inbox in await AllAsync(ct))
            if (inbox.Channel == channel && inbox.Address == address) return inbox;
        return null;
    }

    /// <summary>Forgets what was read, after a change.</summary>
    public void Forget() => current = new([], DateTimeOffset.MinValue);

    private sealed record Snapshot(IReadOnlyList<Inbox> Inboxes, DateTimeOffset ReadAt);
}
