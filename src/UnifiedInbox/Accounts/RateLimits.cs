using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>
/// How often one may ask, counted in this process: the API per session or token, and per address without one; signing in
/// and up per address. Webhooks are left out, since a provider that is told to wait drops the message.
/// </summary>
internal static class RateLimits
{
    /// <summary>Name of the policy for routes where passwords are tried.</summary>
    public const string SignIn = "sign-in";

    public static void Configure(RateLimiterOptions limiter, AccountOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => ForApi(http, options));
        limiter.AddPolicy(SignIn, http => RateLimitPartition.GetFixedWindowLimiter(
            AddressOf(http), _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RefuseAsync;
    }

    private static RateLimitPartition<string> ForApi(HttpContext http, AccountOptions options)
    {
        var path = http.Request.Path;
        if (!path.StartsWithSegments("/api") || path.StartsWithSegments("/api/webhooks") || path.StartsWithSegments("/api/messaging/webhook"))
            return RateLimitPartition.GetNoLimiter("");
        return http.FindCaller() is { } caller
            ? RateLimitPartition.GetTokenBucketLimiter($"{caller.TokenId ?? caller.SessionId}", _ => PerMinute(options.ApiRequestsPerMinute))
            : RateLimitPartition.GetTokenBucketLimiter(AddressOf(http), _ => PerMinute(options.AnonymousRequestsPerMinute));
    }

    /// <summary>A full minute's worth at once, then as they come back, a second's worth at a time.</summary>
    private static TokenBucketRateLimiterOptions PerMinute(int requests) => new()
    {
        TokenLimit = requests,
        TokensPerPeriod = Math.Max(1, requests / 60),
        ReplenishmentPeriod = requests >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1) / requests,
        QueueLimit = 0,
    };

    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is not { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            return address?.MapToIPv4().ToString() ?? "unknown";
        // One subscriber of IPv6 has a whole /64 to come from.
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Page.IsWanted(rejected.HttpContext.Request)) return; // the status gets its page by itself
        await Problem.Of(429, "rate_limited", $"Too many requests. Try again in {seconds} s.").ExecuteAsync(rejected.HttpContext);
    }
}
