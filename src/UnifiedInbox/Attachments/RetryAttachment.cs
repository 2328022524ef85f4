using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Attachments;

/// <summary>Fetches a file again whose download failed.</summary>
internal static class RetryAttachment
{
    private const string Sql = """
        WITH again AS (
            UPDATE attachments a
               SET status = 'pending', attempts = 0, error_text = NULL, next_attempt_at = @now
              FROM messages m
             WHERE a.id = @id AND a.status = 'failed' AND m.id = a.message_id AND can_use_inbox(@userId, m.inbox_id)
            RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'attachment', inbox_id, conversation_id, contact_id, id FROM again
        """;

    /// <summary>False where there is no such failed file the caller may see.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid id, AttachmentSignal signal, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) == 0) return false;
        signal.Poke();
        changes.Wake();
        return true;
    }
}
