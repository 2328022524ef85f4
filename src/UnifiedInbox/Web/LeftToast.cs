namespace UnifiedInbox.Web;

/// <summary>A message for the page that follows a redirect ("Contact saved"). It travels in a cookie and is shown once.</summary>
internal static class LeftToast
{
    private const string Cookie = "toast";

    public static void Leave(HttpContext http, string text) => http.Response.Cookies.Append(Cookie, Uri.EscapeDataString(text), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        MaxAge = TimeSpan.FromMinutes(1),
        IsEssential = true,
    });

    public static string? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 and < 1000 } text) return null;
        if (!http.Response.HasStarted) http.Response.Cookies.Delete(Cookie);
        return Uri.UnescapeDataString(text);
    }
}
