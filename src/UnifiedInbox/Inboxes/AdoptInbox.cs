using UnifiedInbox.Database;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// A provider delivered to a number of ours that nobody entered here (a messaging service's, a newly bought one): nothing may be
/// lost for that, so the number becomes an inbox with the settings of the account it came through.
/// </summary>
internal sealed class AdoptInbox(Db db, InboxDirectory inboxes, TimeProvider time)
{
    private const string Sql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets, segments_per_second, created_at, updated_at)
        SELECT @id, @address, @channel, @address, i.provider, i.settings, i.secrets, i.segments_per_second, @now, @now
          FROM inboxes i
         WHERE i.id = @like
        ON CONFLICT (channel, address) DO NOTHING
        """;

    public async Task<Inbox> RunAsync(string channel, string address, Inbox like, CancellationToken ct)
    {
        await db.ExecuteAsync(Sql, new { id = NewId.Next(time), channel, address, like = like.Id, now = time.GetUtcNow() }, ct);
        inboxes.Forget();
        return await inboxes.FindAsync(channel, address, ct)
            ?? throw new InvalidOperationException("An adopted inbox must exist.");
    }
}
