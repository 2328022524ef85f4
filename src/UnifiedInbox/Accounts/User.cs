namespace UnifiedInbox.Accounts;

/// <summary>A person who signs in. Mutable because ASP.NET Core Identity fills it piece by piece.</summary>
internal sealed class User
{
    public Guid Id { get; init; }
    public string Email { get; set; } = "";
    public DateTimeOffset? EmailConfirmedAt { get; set; }
    public string Name { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string Role { get; set; } = RoleName.Agent;
    public string SecurityStamp { get; set; } = "";
    public string ConcurrencyStamp { get; set; } = "";
    public bool TwoFactorEnabled { get; set; }

    /// <summary>The TOTP secret, encrypted; <see cref="UserStore"/> opens it.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Hashes of the recovery codes not used yet, separated by semicolons.</summary>
    public string? RecoveryCodes { get; set; }

    public string? TimeZone { get; set; }

    /// <summary>Only failures were counted since the last save; they are kept elsewhere (see <see cref="UserStore"/>).</summary>
    public bool IsUnchanged { get; set; }

    public DateTimeOffset? DeactivatedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A user as the API shows one.</summary>
internal sealed record UserView(Guid Id, string Email, string Name, string Role, string? TimeZone, DateTimeOffset CreatedAt)
{
    public static UserView Of(User user) => new(user.Id, user.Email, user.Name, user.Role, user.TimeZone, user.CreatedAt);
}
