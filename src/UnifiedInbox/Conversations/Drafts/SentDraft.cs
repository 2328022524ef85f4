using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Conversations.Drafts;

/// <summary>
/// The draft that a message was made of: it goes in the transaction that enqueues the message, so that after a crash there is either
/// the one or the other. What a colleague wrote into it meanwhile stays; what the sending tab itself saved late goes too.
/// </summary>
internal sealed record SentDraft(Guid ConversationId, Guid InboxId, Guid? Version, Guid? Writer)
{
    private const string Sql = """
        WITH gone AS (
            DELETE FROM drafts
             WHERE conversation_id = @ConversationId
               AND inbox_id = @InboxId
               AND (version = @Version OR writer = @Writer)
               AND can_use_inbox(@userId, inbox_id)
         RETURNING conversation_id
        )
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
        SELECT 'draft', c.inbox_id, c.id, c.contact_id, @userId FROM conversations c JOIN gone g ON g.conversation_id = c.id
        """;

    public Task ClearAsync(NpgsqlConnection connection, Caller caller, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Sql, new { ConversationId, InboxId, Version, Writer, userId = caller.UserId }, cancellationToken: ct));
}
