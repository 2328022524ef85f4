namespace UnifiedInbox.Accounts;

/// <summary>
/// Who makes this request, as the session or API token says. <see cref="SessionId"/> is set for a session,
/// <see cref="TokenId"/> for an API token; a worker has no caller.
/// </summary>
internal sealed record Caller(Guid UserId, string Name, string Email, Role Role, Guid? SessionId, Guid? TokenId)
{
    /// <summary>IANA name of the zone the person chose; null = the browser's.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>light</c>, <c>dark</c> or <c>system</c>.</summary>
    public string Theme { get; init; } = "system";

    /// <summary>SHA-256 of the session's token, by which the database knows a member; null for an API token.</summary>
    public byte[]? TokenHash { get; init; }

    public bool IsAdmin => Role == Role.Admin;

    /// <summary>For operations behind <see cref="Policy.Admin"/>: a route that forgot its policy fails instead of letting everyone in.</summary>
    public void MustBeAdmin()
    {
        if (!IsAdmin) throw new InvalidOperationException("Only admins may do this, and the route should have said so.");
    }
}

internal static class CallerOfRequest
{
    private static readonly object Key = new();

    /// <summary>The caller of a route that asks for one; throws where nobody signed in, which is a bug in the route.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.FindCaller() ?? throw new InvalidOperationException("This route was reached without signing in.");

    /// <summary>The caller, or null on an anonymous route.</summary>
    public static Caller? FindCaller(this HttpContext http) => http.Items.TryGetValue(Key, out var caller) ? (Caller?)caller : null;

    public static void SetCaller(this HttpContext http, Caller caller) => http.Items[Key] = caller;
}
