using UnifiedInbox.Accounts;
using UnifiedInbox.Live;

namespace UnifiedInbox.Members.Portal;

/// <summary>
/// A member who listens. Told is only that one of their own messages is another than before, without ids: what the team does among
/// itself is nobody else's, and the page is fetched anew behind the database's policies.
/// </summary>
internal sealed class MemberAudience(MemberSession session, Caller caller) : IAudience
{
    private const string ContactOf = "SELECT current_contact()";
    private static readonly Change Something = new("message");

    /// <summary>Null once the session has ended: nothing is told then.</summary>
    private Guid? contact;

    public async Task RefreshAsync(CancellationToken ct) => contact = await session.FindAsync<Guid?>(caller, ContactOf, null, ct);

    /// <summary>Before each thing told it is asked who this is: the session may have ended, or the contact been merged.</summary>
    public bool HasToLookAgain(Change change) => contact is not null && change.ContactId == contact && (IsMessage(change) || change.Kind == "contact");

    public Change? Told(Change change) => contact is not null && change.ContactId == contact && IsMessage(change) ? Something : null;

    public bool IsAboutSelf(Change change) => change.Kind == "user" && change.UserId == caller.UserId;

    private static bool IsMessage(Change change) => change.Kind is "message" or "delivery" or "attachment";

    /// <summary><c>GET /portal/live</c></summary>
    public static Task EndpointAsync(HttpContext http, string? after, LiveEndpoint live, MemberSession session) =>
        live.RunAsync(http, after, new MemberAudience(session, http.Caller()));
}
