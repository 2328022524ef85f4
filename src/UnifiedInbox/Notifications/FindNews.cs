using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notifications;

/// <summary>Something a person wants to be told of.</summary>
internal sealed record NewsItem
{
    /// <summary>The message, or the note.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The conversation it came into; empty for a note, which is on a contact.</summary>
    public Guid ConversationId { get; init; }

    /// <summary>Where it is to be read.</summary>
    public string Url { get; init; } = "";

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
               '/inbox/' || m.conversation_id AS url,
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

    /// <summary>
    /// <c>GET /notifications/news?messages=&amp;notes=</c>: what to tell of these, how, and how much waits: unread conversations, and
    /// mentions where somebody wants to hear of them.
    /// </summary>
    public static async Task<IResult> EndpointAsync(
        string? messages, string? notes, HttpContext http, Db db, FindNews find, ListUnread unread, ListMentions mentions, CancellationToken ct)
    {
        var caller = http.Caller();
        var wants = await NotificationPreferences.OfAsync(db, caller.UserId, ct);
        var named = wants.Mentions ? await mentions.RunAsync(caller, null, ct) : [];
        var asked = Ids(notes);
        return TypedResults.Ok(new NewsView(
            [.. await find.RunAsync(caller, wants, Ids(messages), ct), .. named.Where(mention => asked.Contains(mention.NoteId)).Select(NewsOf)],
            (await unread.RunAsync(caller, ct)).Count + named.Count,
            wants.Desktop,
            wants.Sound,
            wants.TitleBadge));
    }

    private static NewsItem NewsOf(UnreadMention mention) => new()
    {
        MessageId = mention.NoteId,
        Url = $"/notes/{mention.NoteId}",
        Title = $"{mention.Author} mentioned you on {mention.ContactName}",
        Body = mention.FirstLine,
    };

    private static Guid[] Ids(string? words) =>
        [.. (words ?? "").Split(',').Take(Most).Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
}

internal sealed record NewsView(IReadOnlyList<NewsItem> News, int Unread, bool Desktop, bool Sound, bool TitleBadge);
