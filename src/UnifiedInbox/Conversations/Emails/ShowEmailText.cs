using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Emails;

/// <summary><c>GET /messages/{id}/text</c>: all the words of a mail, however many, where its card shows the first of them.</summary>
internal static class ShowEmailText
{
    private const string Sql = "SELECT m.content FROM messages m WHERE m.id = @id AND can_use_inbox(@userId, m.inbox_id)";

    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, Db db, CancellationToken ct)
    {
        if (await db.FindAsync<string>(Sql, new { id, userId = http.Caller().UserId }, ct) is not { } text) return TypedResults.NotFound();
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Text(text, "text/plain; charset=utf-8");
    }
}
