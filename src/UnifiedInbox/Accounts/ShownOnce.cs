using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace UnifiedInbox.Accounts;

/// <summary>A secret for the person's eyes: what it is, the text to copy, and what to do with it.</summary>
public sealed record Secret(string Title, string Text, string Advice);

/// <summary>
/// Hands a secret just made to the page that follows the redirect, which shows it once. It travels encrypted in the
/// person's own browser for a minute; nothing of it is stored here.
/// </summary>
internal sealed class ShownOnce(IDataProtectionProvider protection)
{
    private const string CookieName = "inbox_shown_once";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("shown-once").ToTimeLimitedDataProtector();

    public void Leave(HttpContext http, Secret secret) =>
        http.Response.Cookies.Append(CookieName, Protector.Protect(JsonSerializer.Serialize(secret), Lifetime), SessionCookie.Options(http, Lifetime));

    /// <summary>What was left, if anything. Browsers do not keep the page: its forms have it sent with <c>no-store</c>.</summary>
    public Secret? Take(HttpContext http)
    {
        if (http.Request.Cookies[CookieName] is not { } kept) return null;
        http.Response.Cookies.Delete(CookieName, SessionCookie.Options(http, null));
        try
        {
            return JsonSerializer.Deserialize<Secret>(Protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
