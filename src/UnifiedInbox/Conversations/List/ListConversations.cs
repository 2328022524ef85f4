using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.List;

/// <summary>
/// One page of the inbox list, newest first. Reads a page's worth of keys from each inbox the caller may use and merges them,
/// so that the cost follows the number of inboxes and not the length of the history.
/// </summary>
internal sealed class ListConversations(Db db)
{
    private const string Start = "SELECT " + Conversation.Columns + """

          FROM (SELECT page.id
                  FROM inboxes i
                 CROSS JOIN unnest(@statuses) AS s (status)
                 CROSS JOIN LATERAL (
                       SELECT c.id,
                              c.last_at
                         FROM conversations c
                        WHERE c.inbox_id = i.id
                          AND c.status = s.status
        """;
    private const string OfAssignee = " AND c.assignee_id = @assigneeId";
    private const string OfNobody = " AND c.assignee_id IS NULL";
    private const string WithLabel = " AND c.labels @> ARRAY[@labelId] AND c.labels <> '{}'";
    private const string Among = " AND (c.id = ANY (@ids) OR c.contact_id = ANY (@contactIds))";
    private const string After = " AND (c.last_at, c.id) < (@at, @id)";
    private const string End = """

                        ORDER BY c.last_at DESC, c.id DESC
                        LIMIT @limit + 1) AS page
                 WHERE can_use_inbox(@userId, i.id)
                   AND (@inboxId::uuid IS NULL OR i.id = @inboxId)
                   AND (@channel::text IS NULL OR i.channel = @channel)
                 ORDER BY page.last_at DESC, page.id DESC
                 LIMIT @limit + 1) AS page
          JOIN conversations c ON c.id = page.id
        """ + Conversation.Joins + " ORDER BY c.last_at DESC, c.id DESC";

    private const string FindLabel = "SELECT id FROM labels WHERE name = @label::citext OR id::text = @label";

    public async Task<ListPage<Conversation>> RunAsync(
        Caller caller, ConversationFilter filter, Cursor? after, int limit, CancellationToken ct)
    {
        Guid? labelId = null;
        if (filter.Label is { } label)
        {
            labelId = await db.FindAsync<Guid?>(FindLabel, new { label }, ct);
            if (labelId is null) return new([], null);
        }
        // A text for each shape: with "@x IS NULL OR …" a prepared plan is made for any value and walks the whole inbox.
        var sql = string.Concat(
            Start,
            filter.Unassigned ? OfNobody : filter.AssigneeId is null ? "" : OfAssignee,
            (labelId is null ? "" : WithLabel) + (filter.Ids is null ? "" : Among) + (after is null ? "" : After),
            End);
        var rows = await db.ListAsync<Conversation>(sql, new
        {
            userId = caller.UserId,
            statuses = filter.Statuses,
            assigneeId = filter.AssigneeId,
            labelId,
            inboxId = filter.InboxId,
            channel = filter.Channel,
            ids = filter.Ids,
            contactIds = filter.ContactIds ?? [],
            at = after?.At,
            id = after?.Id,
            limit,
        }, ct);
        return ListPage<Conversation>.Of(rows, limit, last => new(last.LastAt, last.Id));
    }

    /// <summary><c>GET /api/conversations</c></summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, ListConversations list, CancellationToken ct)
    {
        var query = http.Request.Query;
        var (filter, field, error) = ConversationFilter.Read(query, http.Caller());
        if (filter is null) return Problem.Invalid(field, error);
        if (!Cursor.TryParse(query["cursor"], out var after)) return Problem.Invalid("cursor", "This cursor is not one of ours.");
        if (!Paging.TryLimit(query["limit"], out var limit)) return Problem.Invalid("limit", "Limit is a number from 1 to 200.");
        return TypedResults.Ok((await list.RunAsync(http.Caller(), filter, after, limit, ct)).As(ConversationView.Of));
    }
}
