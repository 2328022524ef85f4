using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Scheduling;

/// <summary>
/// Takes back what its writer sent from the composer a moment ago, as if it had never been sent: the conversation is what it was before,
/// and the timeline does not show it. Works as long as nobody has begun to send it.
/// </summary>
internal static class UndoSend
{
    public const string Code = "undone";

    /// <summary>Conversation, then message; sending has not begun, so the lane may be held by another.</summary>
    private const string LockSql = """
        SELECT 1 FROM conversations c WHERE c.id = (SELECT m.conversation_id FROM messages m WHERE m.id = @id) FOR NO KEY UPDATE
        """;

    private const string TakeSql = """
        SELECT m.conversation_id, m.contact_id, m.inbox_id, m.undo::text AS undo
          FROM messages m
         WHERE m.id = @id AND m.author_id = @userId AND m.status = 'queued' AND m.attempts = 0 AND m.undo IS NOT NULL AND can_use_inbox(@userId, m.inbox_id)
           FOR UPDATE
        """;

    private const string Sql = """
        UPDATE messages
           SET status = 'canceled', error_code = 'undone', error_text = 'Taken back before it was sent.', wait_reason = NULL, next_attempt_at = NULL,
               undo = NULL, updated_at = @now
         WHERE id = @id;

        UPDATE conversations c
           SET status = CASE WHEN c.status = 'open' THEN u.status ELSE c.status END,
               snoozed_until = CASE WHEN c.status = 'open' THEN u.snoozed_until ELSE c.snoozed_until END,
               closed_at = CASE WHEN c.status = 'open' THEN u.closed_at ELSE c.closed_at END,
               waiting_since = u.waiting_since,
               last_message_id = u.last_message_id,
               last_preview = u.last_preview,
               last_direction = u.last_direction,
               last_channel = u.last_channel,
               last_at = u.last_at,
               last_outbound_at = u.last_outbound_at,
               updated_at = @now
          FROM jsonb_populate_record(NULL::conversations, @undo::jsonb) u
         WHERE c.id = @conversationId AND c.last_message_id = @id;

        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id, user_id)
        VALUES ('message', @inboxId, @conversationId, @contactId, @id, @userId);
        """;

    /// <summary>False where it is too late, or it is not the caller's.</summary>
    public static async Task<bool> RunAsync(Db db, Caller caller, Guid id, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        var done = await db.InTransactionAsync(
            async connection =>
            {
                await connection.ExecuteAsync(new CommandDefinition(LockSql, new { id }, cancellationToken: ct));
                var taken = await connection.QuerySingleOrDefaultAsync<Taken>(new CommandDefinition(TakeSql, new { id, userId = caller.UserId }, cancellationToken: ct));
                if (taken is null) return false;
                await connection.ExecuteAsync(new CommandDefinition(
                    Sql,
                    new { id, userId = caller.UserId, taken.ConversationId, taken.ContactId, taken.InboxId, taken.Undo, now = time.GetUtcNow() },
                    cancellationToken: ct));
                return true;
            },
            ct);
        if (done) changes.Wake();
        return done;
    }

    private sealed record Taken
    {
        public Guid ConversationId { get; init; }

        public Guid ContactId { get; init; }

        public Guid InboxId { get; init; }

        public string Undo { get; init; } = "";
    }
}
