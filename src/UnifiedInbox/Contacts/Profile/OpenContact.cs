using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Profile;

/// <summary><c>GET /contacts/{id}</c></summary>
internal static class OpenContact
{
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, ReadContactProfile read, Merging.FindMerge merges, CancellationToken ct)
    {
        // Asked for by the page itself after a change: the part that can have changed.
        var live = http.Request.Headers.ContainsKey("X-Live");
        if (!Guid.TryParse(id, out var known)) return TypedResults.NotFound();
        if (await read.RunAsync(http.Caller(), known, ct) is { } profile)
            return live ? Page.Of<ContactCard>(new { Profile = profile }) : Page.Of<ContactPage>(new { Profile = profile });
        var into = await merges.IntoAsync(known, ct);
        if (live) return Page.Of<GoneContact>(new { Into = into });
        return into is { } merged ? TypedResults.Redirect($"/contacts/{merged}") : TypedResults.NotFound();
    }
}
