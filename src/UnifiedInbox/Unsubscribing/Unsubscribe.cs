using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Unsubscribing;

/// <summary>
/// Takes a contact off the mail of one inbox. Asked by mail programs without login or cookies, as often as they like; a GET changes
/// nothing, because scanners follow every link of a mail.
/// </summary>
internal static class Unsubscribe
{
    /// <summary>Every email address of the contact that was not off already; what still waits for it is canceled.</summary>
    private const string Sql = """
        WITH off AS (
            INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, at)
            SELECT gen_random_uuid(), @inboxId, a.value, 'email', 'opted_out', 'unsubscribe', 'List-Unsubscribe', @now
              FROM contact_addresses a
             WHERE a.contact_id = @contactId AND a.kind = 'email'
               AND EXISTS (SELECT 1 FROM inboxes i WHERE i.id = @inboxId AND i.channel = 'email')
               AND coalesce(consent_state(@inboxId, a.value, 'email'), 'none') NOT IN ('opted_out', 'suppressed')
            RETURNING address)
        SELECT coalesce(sum(cancel_pending(@inboxId, 'email', o.address, @now)), 0)::int FROM off o
        """;

    public static async Task RunAsync(Db db, Guid contactId, Guid inboxId, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        await db.FindAsync<int>(Sql, new { contactId, inboxId, now = time.GetUtcNow() }, ct);
        changes.Wake();
    }

    /// <summary><c>POST /u/{token}</c>: 200 also for one who is off already; 404 for a token that is not ours.</summary>
    public static async Task<IResult> PostAsync(string token, UnsubscribeLink link, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (link.Read(token) is not { } who) return Results.NotFound();
        await RunAsync(db, who.ContactId, who.InboxId, changes, time, ct);
        return Page.Of<UnsubscribePage>(new { Done = true });
    }

    /// <summary><c>GET /u/{token}</c>: a page with a button.</summary>
    public static IResult Show(string token, UnsubscribeLink link) =>
        link.Read(token) is null ? Results.NotFound() : Page.Of<UnsubscribePage>(new { Done = false });

    public static void MapUnsubscribing(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/u/{token}", Show).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/u/{token}", PostAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }
}
