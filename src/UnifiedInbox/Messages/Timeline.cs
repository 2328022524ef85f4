using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>A place in a list ordered by time: everything before it comes next.</summary>
internal sealed record TimelineKey(DateTimeOffset At, Guid Id)
{
    /// <summary>As it travels in addresses: ticks and id.</summary>
    public override string ToString() => At.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + Id.ToString("N");

    public static bool TryParse(string? text, out TimelineKey? key)
    {
        key = null;
        var parts = (text ?? "").Split('_');
        if (parts.Length != 2 || !long.TryParse(parts[0], out var ticks) || !Guid.TryParseExact(parts[1], "N", out var id)) return false;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        key = new TimelineKey(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}

/// <summary>One person's messages on all channels, newest first, a page at a time by key: the cost does not grow with history.</summary>
internal static class Timeline
{
    /// <summary>A mail may be a megabyte of words: its card shows so many, and says where the others are.</summary>
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
               left(m.content, 20001) AS content,
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
         WHERE m.contact_id = @contactId
           AND (m.at, m.id) < (@beforeAt, @beforeId)
           AND m.error_code IS DISTINCT FROM 'undone'
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    public static async Task<List<Message>> RunAsync(Db db, Caller caller, Guid contactId, TimelineKey? before, int limit, CancellationToken ct)
    {
        var messages = await db.ListAsync<Message>(
            Sql,
            new
            {
                userId = caller.UserId,
                contactId,
                beforeAt = before?.At ?? DateTimeOffset.MaxValue,
                beforeId = before?.Id ?? Guid.AllBitsSet,
                limit,
            },
            ct);
        await AttachmentsOf.FillAsync(db, messages, ct);
        return messages;
    }
}
