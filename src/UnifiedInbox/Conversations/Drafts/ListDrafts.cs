using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Drafts;

/// <summary>The drafts of a conversation, the latest first.</summary>
internal sealed class ListDrafts(Db db)
{
    private const string Sql = "SELECT " + Draft.Columns + """

          FROM drafts d
          JOIN conversations c ON c.id = d.conversation_id
          LEFT JOIN users u ON u.id = d.author_id
         WHERE d.conversation_id = @conversationId
           AND can_use_inbox(@userId, c.inbox_id)
           AND can_use_inbox(@userId, d.inbox_id)
         ORDER BY d.updated_at DESC, d.inbox_id
        """;

    public Task<List<Draft>> RunAsync(Caller caller, Guid conversationId, CancellationToken ct) =>
        db.ListAsync<Draft>(Sql, new { conversationId, userId = caller.UserId }, ct);

    /// <summary><c>GET /api/conversations/{id}/drafts</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, ListDrafts list, FindConversation find, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && await find.RunAsync(http.Caller(), known, ct) is not null
            ? TypedResults.Ok(new DraftList([.. (await list.RunAsync(http.Caller(), known, ct)).Select(DraftView.Of)]))
            : FindConversation.NotFound();
}

internal sealed record DraftList(IReadOnlyList<DraftView> Items);
