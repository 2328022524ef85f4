using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Presence;

/// <summary>Who is where, for pages that are on the screen.</summary>
internal static class ShowPresence
{
    private const int Most = 200;

    private const string Usable = "SELECT id FROM conversations WHERE id = ANY (@ids) AND can_use_inbox(@userId, inbox_id)";

    /// <summary><c>GET /inbox/{id}/presence</c>: the line in the head of a thread.</summary>
    public static async Task<IResult> ThreadAsync(string id, HttpContext http, Db db, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && (await db.ListAsync<Guid>(Usable, new { ids = new[] { known }, userId = http.Caller().UserId }, ct)).Count > 0
            ? Page.Of<PresenceLine>(new { ConversationId = known })
            : TypedResults.NotFound();

    /// <summary><c>GET /inbox/presence?ids=</c>: the marks in rows of the list.</summary>
    public static async Task<IResult> RowsAsync(string? ids, HttpContext http, Db db, CancellationToken ct)
    {
        var asked = (ids ?? "").Split(',').Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(Most).ToArray();
        var usable = asked.Length == 0 ? [] : await db.ListAsync<Guid>(Usable, new { ids = asked, userId = http.Caller().UserId }, ct);
        return TurboStream.Answer([.. usable.Select(id => TurboStream.Replace<PresenceMark>(PresenceMark.IdOf(id), new { ConversationId = id }))]);
    }
}
