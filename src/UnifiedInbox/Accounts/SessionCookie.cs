using Microsoft.Extensions.Options;

namespace UnifiedInbox.Accounts;

/// <summary>
/// The browser's copy of a session token. It outlives the session on purpose (400 days, the most browsers keep): the
/// row in the database decides when a session ends.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "inbox_session";

    public static void Give(HttpContext http, string token) =>
        http.Response.Cookies.Append(Name, token, Options(http, TimeSpan.FromDays(400)));

    /// <summary>Gives the token of a session just started, and ends the one this browser had.</summary>
    public static async Task ReplaceAsync(HttpContext http, string token, CancellationToken ct)
    {
        if (http.FindCaller()?.SessionId is { } former && http.Request.Headers.Authorization.Count == 0)
            await http.RequestServices.GetRequiredService<Sessions>().EndAsync(former, ct);
        Give(http, token);
    }

    public static void Take(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    public static CookieOptions Options(HttpContext http, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        // On a desk the product runs over plain http; behind a proxy that ends TLS, PUBLIC_URL tells.
        Secure = http.Request.IsHttps || http.RequestServices.GetRequiredService<PublicAddress>().IsHttps,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
