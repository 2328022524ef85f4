using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Messages;

/// <summary>
/// Queues a message again that failed, was held, or may have been sent (<c>unconfirmed</c>, when a person decides to risk a second
/// copy). The gate is asked again when it is claimed.
/// </summary>
internal static class RetryMessage
{
    /// <summary>Lane before message. An unconfirmed one only once asking the provider led nowhere (no next look-up is planned).</summary>
    private const string Sql = MessageLane.Locked + """
        ,
        due AS (
            UPDATE messages m
               SET status = 'queued',
                   provider_id = NULL,
                   error_code = NULL,
                   error_text = NULL,
                   wait_reason = NULL,
                   next_attempt_at = @now,
                   created_at = CASE WHEN m.status = 'failed' THEN @now ELSE m.created_at END,
                   metadata = m.metadata || '{"sendAnyway": true}',
                   updated_at = @now
              FROM lane
             WHERE m.id = @id AND m.direction = 'outbound' AND can_use_inbox(@userId, m.inbox_id)
               AND (m.status IN ('failed', 'held') OR (m.status = 'unconfirmed' AND m.next_attempt_at IS NULL))
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id, m.channel),
        """ + MessageLane.Woken + """

        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id)
        SELECT 'delivery', inbox_id, conversation_id, contact_id, id, @userId FROM due
        """;

    /// <summary>False where there is no such message the caller may see, or it is not in a state to be sent again.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid id, DispatchSignal dispatcher, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) == 0) return false;
        dispatcher.Poke();
        changes.Wake();
        return true;
    }
}
