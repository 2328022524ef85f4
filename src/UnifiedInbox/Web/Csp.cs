using System.Security.Cryptography;

namespace UnifiedInbox.Web;

/// <summary>
/// The headers that tell a browser what a page may do: scripts and styles from here or with this request's nonce, no frames
/// around us, no other site told where our people come from. A response that brings its own policy keeps it.
/// </summary>
internal static class Csp
{
    private static readonly object Key = new();

    /// <summary>The nonce of this request, to stand on a script or style inside a page.</summary>
    public static string CspNonce(this HttpContext http)
    {
        if (http.Items[Key] is string nonce) return nonce;
        nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[Key] = nonce;
        return nonce;
    }

    /// <summary>Written as the answer starts, because a failing request clears the headers it had set.</summary>
    public static IApplicationBuilder UseCsp(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            AddTo((HttpContext)state);
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    private static void AddTo(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = PagePolicy(http.CspNonce());
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static string PagePolicy(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; " +
        "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
}
