using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notifications;

/// <summary>Something a person wants to be told of.</summary>
internal sealed record NewsItem
{
    public Guid MessageId { get; init; }
    public Guid ConversationId { get; init; }

    /// <summary>Who wrote.</summary>
    public string Title { get; init; } = "";
    public string Body { get; init; } = "";
}

/// <summary>
/// Which of the messages that just came in a person wants to be told of: those of conversations assigned to them, or to
/// nobody, as they chose. Messages of inboxes they may not use are never among them.
/// </summary>
internal sealed class FindNews(Db db)
{
    private const int Most = 50;

    private const string Sql = """
        SELECT m.id AS message_id,
               m.conversation_id,
               coalesce(nullif(k.name, ''), k.phone, k.email, m.from_address) AS title,
               CASE WHEN m.content <> '' THEN left(m.content, 160) ELSE 'Sent an attachment' END AS body
          FROM messages m
          JOIN conversations c ON c.id = m.conversation_id
          JOIN contacts k ON k.id = m.contact_id
         WHERE m.id = ANY (@ids)
           AND m.direction = 'inbound'
           AND can_use_inbox(@userId, m.inbox_id)
           AND ((@assignedToMe AND c.assignee_id = @userId) OR (@unassigned AND c.assignee_id IS NULL))
         ORDER BY m.at, m.id
        """;

    public async Task<IReadOnlyList<NewsItem>> RunAsync(Caller caller, NotificationPreferences wants, Guid[] ids, CancellationToken ct) =>
        ids.Length == 0
            ? []
            : await db.ListAsync<NewsItem>(
                Sql, new { ids = ids.Take(Most).ToArray(), userId = caller.UserId, wants.AssignedToMe, wants.Unassigned }, ct);

    /// <summary><c>GET /notifications/news?messages=</c>: what to tell of these messages, how, and how many conversations are unread.</summary>
    public static async Task<IResult> EndpointAsync(
        string? messages, HttpContext http, Db db, FindNews find, ListUnread unread, CancellationToken ct)
    {
        var wants = await NotificationPreferences.OfAsync(db, http.Caller().UserId, ct);
        var ids = (messages ?? "").Split(',').Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        return TypedResults.Ok(new NewsView(
            await find.RunAsync(http.Caller(), wants, ids, ct),
            (await unread.RunAsync(http.Caller(), ct)).Count,
            wants.Desktop,
            wants.Sound,
            wants.TitleBadge));
    }
}

internal sealed record NewsView(IReadOnlyList<NewsItem> News, int Unread, bool Desktop, bool Sound, bool TitleBadge);
