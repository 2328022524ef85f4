using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Messages;

/// <summary><c>GET /api/messages?contactId=&amp;channel=&amp;status=</c>: newest first, by key.</summary>
internal static class ListMessages
{
    private static readonly HashSet<string> Statuses =
        ["held", "scheduled", "queued", "sending", "unconfirmed", "sent", "delivered", "read", "failed", "canceled", "received"];

    private const string Sql = "SELECT " + Message.Columns + """
        ,
               m.content,
               m.html
          FROM messages m
         WHERE (m.at, m.id) < (@beforeAt, @beforeId)
           AND (@contactId::uuid IS NULL OR m.contact_id = @contactId)
           AND (@conversationId::uuid IS NULL OR m.conversation_id = @conversationId)
           AND (@channel::text IS NULL OR m.channel = @channel)
           AND (@status::text IS NULL OR m.status = @status)
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    /// <summary>The filters of the list; <paramref name="limit"/> 1–200.</summary>
    public static async Task<List<Message>> RunAsync(
        Db db, Caller caller, Guid? contactId, Guid? conversationId, string? channel, string? status, TimelineKey? before, int limit, CancellationToken ct)
    {
        var messages = await db.ListAsync<Message>(
            Sql,
            new
            {
                userId = caller.UserId,
                contactId,
                conversationId,
                channel,
                status,
                beforeAt = before?.At ?? DateTimeOffset.MaxValue,
                beforeId = before?.Id ?? Guid.AllBitsSet,
                limit,
            },
            ct);
        await AttachmentsOf.FillAsync(db, messages, ct);
        return messages;
    }

    public static async Task<IResult> EndpointAsync(
        HttpContext http, Db db, CancellationToken ct,
        Guid? contactId = null, Guid? conversationId = null, string? channel = null, string? status = null, int limit = 50, string? cursor = null)
    {
        if (channel is not null && ChannelName.Parse(channel) is null) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.");
        if (status is not null && !Statuses.Contains(status)) return Problem.Invalid("status", "There is no such status.");
        if (limit is < 1 or > 200) return Problem.Invalid("limit", "A page has 1 to 200 messages.");
        TimelineKey? before = null;
        if (cursor is not null && !TimelineKey.TryParse(cursor, out before)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        var messages = await RunAsync(db, http.Caller(), contactId, conversationId, channel, status, before, limit + 1, ct);
        var more = messages.Count > limit;
        if (more) messages.RemoveAt(limit);
        var next = more ? new TimelineKey(messages[^1].At, messages[^1].Id).ToString() : null;
        return TypedResults.Ok(new { items = messages.Select(MessageJson.Of).ToArray(), nextCursor = next });
    }
}
