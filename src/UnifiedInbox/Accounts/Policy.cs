namespace UnifiedInbox.Accounts;

/// <summary>Authorization policies by name. A route without one asks for <see cref="Staff"/>.</summary>
internal static class Policy
{
    public const string Staff = "staff";
    public const string Admin = "admin";
}
