using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Profile;

/// <summary><c>GET /contacts/{id}</c></summary>
internal static class OpenContact
{
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, ReadContactProfile read, CancellationToken ct)
    {
        // Asked for by the page itself after a change: the part that can have changed.
        var live = http.Request.Headers.ContainsKey("X-Live");
        return Guid.TryParse(id, out var known) && await read.RunAsync(http.Caller(), known, ct) is { } profile
            ? live ? Page.Of<ContactCard>(new { Profile = profile }) : Page.Of<ContactPage>(new { Profile = profile })
            : live ? Page.Of<GoneContact>() : TypedResults.NotFound();
    }
}
