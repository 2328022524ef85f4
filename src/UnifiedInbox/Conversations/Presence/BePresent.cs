using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Presence;

/// <summary>
/// <c>POST /inbox/{id}/presence?tab=&amp;n=&amp;doing=viewing|typing|gone</c>: a tab that has the conversation open. Everything is in the
/// address, because the goodbye of a page that is being closed (<c>sendBeacon</c>) brings no body worth the name.
/// </summary>
internal static class BePresent
{
    private const string InboxOf = "SELECT inbox_id FROM conversations WHERE id = @id AND can_use_inbox(@userId, inbox_id)";

    public static async Task<IResult> EndpointAsync(
        string id, Guid tab, long n, string? doing, HttpContext http, Db db, TellPresence presence, CancellationToken ct)
    {
        var caller = http.Caller();
        if (!Guid.TryParse(id, out var known) || !Enum.TryParse<Doing>(doing, ignoreCase: true, out var now) || !Enum.IsDefined(now)) return TypedResults.NotFound();
        if (await db.FindAsync<Guid?>(InboxOf, new { id = known, userId = caller.UserId }, ct) is not { } inbox) return TypedResults.NotFound();
        presence.Tell(new()
        {
            ConversationId = known,
            InboxId = inbox,
            UserId = caller.UserId,
            Name = caller.Name.Length > 100 ? caller.Name[..100] : caller.Name,
            Tab = tab,
            Number = n,
            Doing = now,
        });
        return TypedResults.NoContent();
    }
}
