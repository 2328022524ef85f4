using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Spam;

/// <summary>
/// One mail is called spam, or called none after all. Its conversation goes with it where it holds nothing else they wrote; in its mailbox
/// it moves to Junk. Whoever wrote it may go on writing: blocking them is <see cref="BlockSender"/>.
/// </summary>
internal sealed class MarkSpam(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string LockSql = """
        SELECT c.id
          FROM conversations c
          JOIN messages m ON m.conversation_id = c.id
         WHERE m.id = @id AND m.channel = 'email' AND m.direction = 'inbound' AND can_use_inbox(@userId, m.inbox_id)
           FOR UPDATE OF c
        """;

    private const string MarkSql = """
        UPDATE messages SET is_spam = @isSpam, updated_at = @now WHERE id = @id;

        WITH places AS (
            UPDATE mailbox_mails SET junk_due = @isSpam AND NOT junked, inbox_due = junked AND NOT @isSpam
             WHERE message_id = @id AND folder = 'INBOX'
            RETURNING inbox_id)
        UPDATE mailbox_states s SET asked_at = @now WHERE s.inbox_id IN (SELECT inbox_id FROM places);

        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM messages m WHERE m.id = @id;
        """;

    private const string CloseSql = """
        UPDATE conversations c
           SET status = 'closed', closed_at = @now, snoozed_until = NULL, waiting_since = NULL, updated_at = @now
         WHERE c.id = @conversationId AND c.status <> 'closed'
           AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'inbound' AND NOT m.is_spam)
        """;

    private const string OpenSql = "UPDATE conversations SET status = 'open', closed_at = NULL, updated_at = @now WHERE id = @conversationId AND status = 'closed'";

    private const string ChangedSql = """
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id)
        SELECT 'conversation', c.inbox_id, c.id, c.contact_id FROM conversations c WHERE c.id = @conversationId
        """;

    /// <summary>False where there is no such mail the caller may see.</summary>
    public async Task<bool> RunAsync(Caller caller, Guid id, bool isSpam, CancellationToken ct)
    {
        var done = await db.InTransactionAsync(
            async connection =>
            {
                var conversationId = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(LockSql, new { id, userId = caller.UserId }, cancellationToken: ct));
                if (conversationId is null) return false;
                var row = new { id, isSpam, conversationId, now = time.GetUtcNow() };
                await connection.ExecuteAsync(new CommandDefinition(MarkSql, row, cancellationToken: ct));
                if (await connection.ExecuteAsync(new CommandDefinition(isSpam ? CloseSql : OpenSql, row, cancellationToken: ct)) > 0)
                    await connection.ExecuteAsync(new CommandDefinition(ChangedSql, row, cancellationToken: ct));
                await AuditLog.RecordAsync(connection, caller, isSpam ? "message.spam" : "message.not_spam", "message", id.ToString(), null, ct);
                return true;
            },
            ct);
        if (done) changes.Wake();
        return done;
    }

    /// <summary><c>POST /api/messages/{id}/spam</c>.</summary>
    public static Task<IResult> SpamAsync(Guid id, HttpContext http, MarkSpam mark, BlockSender sender, CancellationToken ct) => AnswerAsync(id, true, http, mark, sender, ct);

    /// <summary><c>POST /api/messages/{id}/not-spam</c>: lets its sender in again too, if they were blocked.</summary>
    public static Task<IResult> NotSpamAsync(Guid id, HttpContext http, MarkSpam mark, BlockSender sender, CancellationToken ct) => AnswerAsync(id, false, http, mark, sender, ct);

    private static async Task<IResult> AnswerAsync(Guid id, bool isSpam, HttpContext http, MarkSpam mark, BlockSender sender, CancellationToken ct)
    {
        if (!isSpam) await sender.RunAsync(http.Caller(), id, false, ct);
        if (!await mark.RunAsync(http.Caller(), id, isSpam, ct)) return GetMessage.NotFound();
        return Page.IsWanted(http.Request) ? TurboStream.SeeOther("/inbox") : TypedResults.NoContent();
    }
}
