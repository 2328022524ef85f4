using Microsoft.AspNetCore.DataProtection;

namespace UnifiedInbox.Accounts.Passkeys;

/// <summary>
/// What a passkey has to answer to, kept between the question and the answer in an encrypted cookie of five minutes: no
/// row is written for somebody who only looks at the sign-in page.
/// </summary>
internal sealed class PasskeyChallenge(IDataProtectionProvider protection, PublicAddress address)
{
    private const string CookieName = "inbox_passkey";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("passkey-challenge").ToTimeLimitedDataProtector();

    public void Keep(HttpContext http, string state) =>
        http.Response.Cookies.Append(CookieName, Protector.Protect(state, Lifetime), Options(http));

    /// <summary>The state kept last, once; null when there is none or it is too old.</summary>
    public string? Take(HttpContext http)
    {
        var kept = http.Request.Cookies[CookieName];
        http.Response.Cookies.Delete(CookieName, Options(http));
        if (kept == null) return null;
        try
        {
            return Protector.Unprotect(kept);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || address.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
