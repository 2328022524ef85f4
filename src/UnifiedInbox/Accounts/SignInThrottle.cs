using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Attempts a minute on one account, from wherever they come. The lockout counts failures once they are known; this also
/// bounds how many can be under way before the first is.
/// </summary>
internal sealed class SignInThrottle(IOptions<AccountOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(email =>
        RateLimitPartition.GetFixedWindowLimiter(email.ToLowerInvariant(), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.SignInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    public bool Allows(string email)
    {
        using var lease = limiter.AttemptAcquire(email);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
