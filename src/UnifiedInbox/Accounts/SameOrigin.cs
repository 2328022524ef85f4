using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>
/// A cookie travels with requests that other sites make a browser send. What changes something is therefore refused
/// when the browser says that another origin asked: by <c>Sec-Fetch-Site</c>, or by <c>Origin</c> where a browser sends no
/// such header (plain http on a local network). Programs send neither; bearer tokens are not sent by a browser on its own.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, PublicAddress address)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        return Changes(request) && request.Headers.Authorization.Count == 0 && ComesFromElsewhere(request)
            ? Problem.Of(403, "cross_site", "This request came from a page of another site.").ExecuteAsync(http)
            : next(http);
    }

    private static bool Changes(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private bool ComesFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !address.IsOurs(request, origin);
    }
}
