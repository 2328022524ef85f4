using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>Takes back a message that has not left yet; none of its schedule follows.</summary>
internal static class CancelMessage
{
    private const string Sql = """
        WITH gone AS (
            UPDATE messages m
               SET status = 'canceled', wait_reason = NULL, next_attempt_at = NULL, updated_at = @now, at = least(at, @now)
             WHERE m.id = @id AND m.status IN ('held', 'scheduled', 'queued') AND can_use_inbox(@userId, m.inbox_id)
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id, m.schedule_id),
        ended AS (
            UPDATE schedules s SET ended_at = @now, end_reason = 'canceled', updated_at = @now
              FROM gone g WHERE s.id = g.schedule_id AND s.ended_at IS NULL)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id, @userId FROM gone
        """;

    /// <summary>False where there is no such message the caller may see, or it is on its way already.</summary>
    public static async Task<bool> RunAsync(Db db, Caller caller, Guid id, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) == 0) return false;
        changes.Wake();
        return true;
    }
}
