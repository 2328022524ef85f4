using Microsoft.AspNetCore.Identity;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Asks for the password again before what a borrowed browser must not do. Wrong ones count towards the lockout, or a
/// stolen session could guess on.
/// </summary>
internal sealed class Reauthenticate(UserManager<User> users, SignInManager<User> signIn)
{
    /// <summary>The person, and what is wrong with <paramref name="password"/> in words for them, or null.</summary>
    public async Task<(User User, string? Objection)> RunAsync(Caller caller, string? password)
    {
        var user = await users.FindByIdAsync(caller.UserId.ToString())
            ?? throw new InvalidOperationException("The caller's account is gone.");
        if (password is not { Length: > 0 }) return (user, "Enter your current password.");
        if (password.Length > PasswordRule.Longest) return (user, "This is not your current password.");
        var check = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return (user, check switch
        {
            { Succeeded: true } => null,
            { IsLockedOut: true } => "Too many wrong tries. Wait a while and try again.",
            _ => "This is not your current password.",
        });
    }
}
