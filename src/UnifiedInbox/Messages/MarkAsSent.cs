using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>A person knows better than the provider could tell: this unconfirmed message was sent.</summary>
internal static class MarkAsSent
{
    private const string Sql = """
        SELECT move_message(m.id, NULL, 'sent', NULL, NULL, m.at, @now)
          FROM messages m
         WHERE m.id = @id AND m.status = 'unconfirmed' AND can_use_inbox(@userId, m.inbox_id)
        """;

    /// <summary>False where there is no such unconfirmed message the caller may see.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid id, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (!await db.FindAsync<bool>(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct)) return false;
        dispatcher.Poke();
        changes.Wake();
        return true;
    }
}
