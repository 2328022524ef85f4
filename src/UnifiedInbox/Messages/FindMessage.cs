using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>One message the caller may see.</summary>
internal static class FindMessage
{
    private const string Sql = """
        SELECT m.id,
               m.contact_id,
               m.conversation_id,
               m.inbox_id,
               m.author_id,
               u.name AS author_name,
               m.channel,
               m.direction,
               m.status,
               m.subject,
               m.content,
               m.html,
               m.html IS NOT NULL AS has_html,
               m.from_address,
               m.to_address,
               m.from_name,
               m.to_all,
               m.reply_to,
               m.reply_text,
               m.automatic,
               m.joined_by,
               m.is_spam,
               m.raw_sha256 IS NOT NULL AS has_raw,
               m.opened_at,
               m.cc,
               m.bcc,
               m.media_urls,
               m.provider_id,
               m.in_reply_to,
               m.thread_id,
               m.error_code,
               m.error_text,
               m.wait_reason,
               m.attempts,
               m.next_attempt_at,
               m.metadata,
               m.scheduled_at,
               m.metadata ->> 'timeZone' AS time_zone,
               m.cancel_on_reply,
               m.schedule_id,
               (SELECT s.rule FROM schedules s WHERE s.id = m.schedule_id AND s.ended_at IS NULL) AS repeat,
               m.undo IS NOT NULL AS can_undo,
               m.sent_at,
               m.delivered_at,
               m.read_at,
               m.at,
               m.created_at,
               m.updated_at
          FROM messages m
          LEFT JOIN users u ON u.id = m.author_id
         WHERE m.id = @id AND can_use_inbox(@userId, m.inbox_id)
        """;

    public static async Task<Message?> RunAsync(Db db, Caller caller, Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await InAsync(connection, caller, id, ct);
    }

    public static Task<Message?> InAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Message>(new CommandDefinition(Sql, new { id, userId = caller.UserId }, cancellationToken: ct));
}
