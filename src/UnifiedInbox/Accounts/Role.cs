namespace UnifiedInbox.Accounts;

/// <summary>What a person may do: admins everything, agents the inboxes they may use, members their own conversations.</summary>
internal enum Role
{
    Member,
    Agent,
    Admin,
}

internal static class RoleName
{
    public const string Admin = "admin";
    public const string Agent = "agent";
    public const string Member = "member";

    /// <summary>The word for it in the database and the API.</summary>
    public static string Of(Role role) => role switch
    {
        Role.Admin => Admin,
        Role.Agent => Agent,
        _ => Member,
    };

    public static Role? Parse(string? name) => name switch
    {
        Admin => Role.Admin,
        Agent => Role.Agent,
        Member => Role.Member,
        _ => null,
    };
}
