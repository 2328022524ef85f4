using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Scheduling;

/// <summary><c>GET /api/scheduled?contactId=&amp;channel=&amp;mine=</c>: what is to leave later, soonest first, by key.</summary>
internal static class ListScheduled
{
    private const string Sql = "SELECT " + Message.Columns + """
        ,
               left(m.content, 20001) AS content,
               u.name AS author_name
          FROM messages m
          LEFT JOIN users u ON u.id = m.author_id
         WHERE m.status = 'scheduled'
           AND (m.scheduled_at, m.id) > (@afterAt, @afterId)
           AND (@contactId::uuid IS NULL OR m.contact_id = @contactId)
           AND (@channel::text IS NULL OR m.channel = @channel)
           AND (@authorId::uuid IS NULL OR m.author_id = @authorId)
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
         ORDER BY m.scheduled_at, m.id
         LIMIT @limit
        """;

    public static async Task<ListPage<Message>> RunAsync(Db db, Caller caller, ScheduledFilter filter, Cursor? after, int limit, CancellationToken ct)
    {
        var messages = await db.ListAsync<Message>(
            Sql,
            new
            {
                userId = caller.UserId,
                contactId = filter.ContactId,
                channel = filter.Channel,
                authorId = filter.Mine ? caller.UserId : (Guid?)null,
                afterAt = after?.At ?? DateTimeOffset.UnixEpoch,
                afterId = after?.Id ?? Guid.Empty,
                limit = limit + 1,
            },
            ct);
        await AttachmentsOf.FillAsync(db, messages, ct);
        return ListPage<Message>.Of(messages, limit, message => new Cursor(message.ScheduledAt!.Value, message.Id));
    }

    /// <summary>A caller who is staff.</summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, Db db, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (!Paging.TryLimit(query["limit"], out var limit)) return Problem.Invalid("limit", "A limit is 1 to 200.");
        if (!Cursor.TryParse(query["cursor"], out var after)) return Problem.Invalid("cursor", "This cursor is not one of ours. Leave it out to begin at the start.");
        Guid? contactId = null;
        if (query["contactId"] is [{ Length: > 0 } contact])
        {
            if (!Guid.TryParse(contact, out var known)) return Problem.Invalid("contactId", "This is no id of a contact.");
            contactId = known;
        }
        string? channel = null;
        if (query["channel"] is [{ Length: > 0 } named])
        {
            if (ChannelName.Parse(named) is not { } known) return Problem.Invalid("channel", "A channel is sms, whatsapp or email.", "bad_channel");
            channel = ChannelName.Of(known);
        }
        var page = await RunAsync(db, http.Caller(), new ScheduledFilter(contactId, channel, query["mine"] == "true"), after, limit, ct);
        return TypedResults.Ok(page.As(MessageJson.Of));
    }
}

/// <summary>Which scheduled messages.</summary>
/// <param name="ContactId">Null = of everybody.</param>
/// <param name="Channel">sms, whatsapp, email; null = all.</param>
/// <param name="Mine">Only what the caller wrote.</param>
public sealed record ScheduledFilter(Guid? ContactId, string? Channel, bool Mine);
