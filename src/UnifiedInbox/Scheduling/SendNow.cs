using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Scheduling;

/// <summary>Lets a scheduled message leave at once. The gate is still asked, but for the quiet hours this overrules; a later one of its schedule keeps its time.</summary>
internal static class SendNow
{
    private const string Sql = MessageLane.Locked + """
        ,
        due AS (
            UPDATE messages m
               SET scheduled_at = @now, at = CASE WHEN m.attempts = 0 THEN @now ELSE m.at END, wait_reason = NULL,
                   metadata = m.metadata || '{"sendAnyway": true, "overrulesQuietHours": true}', updated_at = @now
              FROM lane
             WHERE m.id = @id AND m.status = 'scheduled' AND can_use_inbox(@userId, m.inbox_id)
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id, m.channel),
        """ + MessageLane.Woken + """

        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id)
        SELECT 'message', inbox_id, conversation_id, contact_id, id, @userId FROM due
        """;

    /// <summary>False where there is no such scheduled message the caller may see.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid id, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) == 0) return false;
        dispatcher.Poke();
        changes.Wake();
        return true;
    }
}
