using Microsoft.AspNetCore.Identity;

namespace UnifiedInbox.Accounts;

/// <summary>
/// 10 to 128 characters, nothing about which: rules of composition make people choose worse ones. The upper bound keeps
/// hashing short.
/// </summary>
internal sealed class PasswordRule : IPasswordValidator<User>
{
    public const int Shortest = 10;
    public const int Longest = 128;

    /// <summary>What is wrong with a password, in words for its owner, or null.</summary>
    public static string? Objection(string? password) => password switch
    {
        null or { Length: 0 } => "Choose a password.",
        { Length: < Shortest } => $"Use at least {Shortest} characters.",
        { Length: > Longest } => $"Use at most {Longest} characters.",
        _ => null,
    };

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) => Task.FromResult(
        Objection(password) is { } objection
            ? IdentityResult.Failed(new IdentityError { Code = "password", Description = objection })
            : IdentityResult.Success);
}
