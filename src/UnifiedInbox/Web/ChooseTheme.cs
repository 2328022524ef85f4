using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Web;

/// <summary>Light, dark, or as the system has it: kept with the person, and in the browser for the pages before sign-in.</summary>
internal static class ChooseTheme
{
    public const string Cookie = "theme";

    private const string Sql = """
        UPDATE users
           SET preferences = preferences || jsonb_build_object('theme', @theme::text)
         WHERE id = @userId
        """;

    public static async Task<IResult> EndpointAsync([FromForm] string theme, HttpContext http, Db db, CancellationToken ct)
    {
        if (theme is not ("light" or "dark" or "system")) return Problem.Invalid("theme", "Choose light, dark or system.");
        await db.ExecuteAsync(Sql, new { theme, userId = http.Caller().UserId }, ct);
        http.Response.Cookies.Append(Cookie, theme, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
        });
        return TurboStream.OrRedirect(http.Request, "/inbox");
    }
}
