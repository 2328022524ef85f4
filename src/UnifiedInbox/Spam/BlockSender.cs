using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Spam;

/// <summary>
/// Mail of a blocked sender is still taken in, out of sight: marked as spam, in a closed conversation, waiting for nobody, moved to Junk in
/// its mailbox. So a block made in error costs nothing but a look.
/// </summary>
internal sealed class BlockSender(Db db, ChangeNotifier changes, TimeProvider time)
{
    /// <summary>Who wrote a mail the caller may see.</summary>
    private const string SenderSql = """
        SELECT m.from_address
          FROM messages m
         WHERE m.id = @id AND m.channel = 'email' AND m.direction = 'inbound' AND m.from_address LIKE '%@%' AND can_use_inbox(@userId, m.inbox_id)
        """;

    /// <summary>The sender's conversations are closed, their mail is spam; in order, as everyone locks them.</summary>
    private const string BlockSql = """
        INSERT INTO blocked_senders (address, by_user, at) VALUES (@address, @userId, @now) ON CONFLICT DO NOTHING;

        WITH theirs AS (
            SELECT c.id
              FROM conversations c
             WHERE c.contact_id IN (SELECT a.contact_id FROM contact_addresses a WHERE a.value = @address) AND c.status <> 'closed' AND c.last_channel = 'email'
             ORDER BY c.id
               FOR UPDATE),
        closed AS (
            UPDATE conversations c
               SET status = 'closed', closed_at = @now, snoozed_until = NULL, waiting_since = NULL, updated_at = @now
              FROM theirs WHERE c.id = theirs.id
            RETURNING c.id, c.inbox_id, c.contact_id)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id) SELECT 'conversation', inbox_id, id, contact_id FROM closed;

        WITH mails AS (
            UPDATE messages m SET is_spam = true, updated_at = @now
             WHERE m.contact_id IN (SELECT a.contact_id FROM contact_addresses a WHERE a.value = @address) AND m.from_address = @address
               AND m.direction = 'inbound' AND m.channel = 'email' AND NOT m.is_spam
            RETURNING m.id),
        places AS (
            UPDATE mailbox_mails b SET junk_due = NOT b.junked, inbox_due = false FROM mails WHERE b.message_id = mails.id AND b.folder = 'INBOX' RETURNING b.inbox_id)
        UPDATE mailbox_states s SET asked_at = @now WHERE s.inbox_id IN (SELECT inbox_id FROM places)
        """;

    /// <summary>Mail that was moved to Junk comes back from there.</summary>
    private const string UnblockSql = """
        WITH places AS (
            UPDATE mailbox_mails b SET junk_due = false, inbox_due = b.junked
              FROM messages m
             WHERE b.message_id = m.id AND (b.junk_due OR b.junked) AND m.from_address = @address
               AND m.contact_id IN (SELECT a.contact_id FROM contact_addresses a WHERE a.value = @address)
            RETURNING b.inbox_id)
        UPDATE mailbox_states s SET asked_at = @now WHERE s.inbox_id IN (SELECT inbox_id FROM places);
        UPDATE messages m SET is_spam = false, updated_at = @now
         WHERE m.contact_id IN (SELECT a.contact_id FROM contact_addresses a WHERE a.value = @address) AND m.from_address = @address AND m.is_spam;
        DELETE FROM blocked_senders WHERE address = @address
        """;

    /// <summary>False where there is no such mail the caller may see.</summary>
    public async Task<bool> RunAsync(Caller caller, Guid messageId, bool block, CancellationToken ct)
    {
        var address = await db.FindAsync<string>(SenderSql, new { id = messageId, userId = caller.UserId }, ct);
        if (address is null) return false;
        await WriteAsync(caller, address, block ? BlockSql : UnblockSql, block ? "sender.blocked" : "sender.unblocked", ct);
        return true;
    }

    /// <summary>From the list of who is blocked; it is no secret to the team. False where nobody of that address is.</summary>
    public async Task<bool> LetInAsync(Caller caller, string address, CancellationToken ct) =>
        await WriteAsync(caller, address, UnblockSql, "sender.unblocked", ct) > 0;

    private async Task<int> WriteAsync(Caller caller, string address, string sql, string action, CancellationToken ct)
    {
        var rows = await db.InTransactionAsync(
            async connection =>
            {
                var isKnown = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    "SELECT EXISTS (SELECT FROM blocked_senders WHERE address = @address)", new { address }, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(sql, new { address, userId = caller.UserId, now = time.GetUtcNow() }, cancellationToken: ct));
                await AuditLog.RecordAsync(connection, caller, action, "sender", null, null, ct);
                return isKnown ? 1 : 0;
            },
            ct);
        changes.Wake();
        return rows;
    }

    /// <summary><c>POST /api/messages/{id}/block-sender</c>.</summary>
    public static Task<IResult> BlockAsync(Guid id, HttpContext http, BlockSender sender, CancellationToken ct) => AnswerAsync(id, true, http, sender, ct);

    /// <summary><c>POST /api/messages/{id}/unblock-sender</c>.</summary>
    public static Task<IResult> UnblockAsync(Guid id, HttpContext http, BlockSender sender, CancellationToken ct) => AnswerAsync(id, false, http, sender, ct);

    private static async Task<IResult> AnswerAsync(Guid id, bool block, HttpContext http, BlockSender sender, CancellationToken ct)
    {
        if (!await sender.RunAsync(http.Caller(), id, block, ct)) return GetMessage.NotFound();
        return Page.IsWanted(http.Request) ? TurboStream.SeeOther("/inbox") : TypedResults.NoContent();
    }
}
