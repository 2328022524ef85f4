using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations;

/// <summary>One conversation; nothing for those whose inbox the caller may not use.</summary>
internal sealed class FindConversation(Db db)
{
    private const string Sql = "SELECT " + Conversation.Columns + " FROM conversations c" + Conversation.Joins + """
         WHERE c.id = @id
           AND can_use_inbox(@userId, c.inbox_id)
        """;

    public Task<Conversation?> RunAsync(Caller caller, Guid id, CancellationToken ct) =>
        db.FindAsync<Conversation>(Sql, new { id, userId = caller.UserId }, ct);

    /// <summary><c>GET /api/conversations/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, FindConversation find, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && await find.RunAsync(http.Caller(), known, ct) is { } conversation
            ? TypedResults.Ok(ConversationView.Of(conversation))
            : NotFound();

    public static IResult NotFound() => Problem.Of(404, "not_found", "There is no such conversation, or it is in an inbox you may not use.");
}
