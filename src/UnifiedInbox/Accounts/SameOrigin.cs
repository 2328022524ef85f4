using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>
/// A cookie travels with requests that other sites make a browser send. What changes something is therefore refused
/// when the browser says that another origin asked: by <c>Sec-Fetch-Site</c>, and by <c>Origin</c>, which
/// alone is sent over plain http on a local network. Programs send neither; bearer tokens are not sent by a browser on its own.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, PublicAddress address)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        return Changes(request) && !BringsToken(request) && ComesFromElsewhere(request)
            ? Refuse(http)
            : next(http);
    }

    private static Task Refuse(HttpContext http)
    {
        if (!Page.IsWanted(http.Request)) return Problem.Of(403, "cross_site", "This request came from a page of another site.").ExecuteAsync(http);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Basic credentials do not count: a link can carry those.</summary>
    private static bool BringsToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static bool Changes(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private bool ComesFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none") return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 ? !address.IsOurs(request, origin) : request.Headers["Sec-Fetch-Site"].Count > 0;
    }
}
