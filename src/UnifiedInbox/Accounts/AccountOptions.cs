using System.ComponentModel.DataAnnotations;

namespace UnifiedInbox.Accounts;

/// <summary>Bound to the section <c>Accounts</c> (environment: <c>Accounts__SessionDays</c> …).</summary>
internal sealed class AccountOptions
{
    public const string Section = "Accounts";

    /// <summary>Days after its last use at which a session ends. 1–365, default 30.</summary>
    [Range(1, 365)]
    public int SessionDays { get; init; } = 30;

    /// <summary>Sign-in and sign-up attempts per minute from one address. Default 20.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinute { get; init; } = 20;

    /// <summary>Wrong passwords or codes for one email address before it is locked for <see cref="LockoutMinutes"/>. Default 5.</summary>
    [Range(1, 1000)]
    public int FailuresBeforeLockout { get; init; } = 5;

    /// <summary>Default 15.</summary>
    [Range(1, 1440)]
    public int LockoutMinutes { get; init; } = 15;

    /// <summary>API requests per minute for one session or token, in bursts of up to as many. Default 600.</summary>
    [Range(1, 10_000_000)]
    public int ApiRequestsPerMinute { get; init; } = 600;

    /// <summary>API requests per minute from one address that is not signed in. Default 300.</summary>
    [Range(1, 10_000_000)]
    public int AnonymousRequestsPerMinute { get; init; } = 300;
}
