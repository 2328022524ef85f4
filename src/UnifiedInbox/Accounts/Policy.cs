namespace UnifiedInbox.Accounts;

/// <summary>Authorization policies by name. A route without one asks for <see cref="Staff"/>.</summary>
internal static class Policy
{
    /// <summary>Admins and agents.</summary>
    public const string Staff = "staff";

    public const string Admin = "admin";

    /// <summary>Contacts who sign in: the portal, and nothing else.</summary>
    public const string Member = "member";

    /// <summary>Anybody who signed in in person: an API token does not change accounts, or it could make itself another.</summary>
    public const string Session = "session";
}
