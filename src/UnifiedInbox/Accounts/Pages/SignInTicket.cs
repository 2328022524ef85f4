using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace UnifiedInbox.Accounts.Pages;

/// <summary>
/// Carries somebody whose password was right to the page that asks for the second factor: an encrypted hidden field, good
/// for five minutes and until the password is changed.
/// </summary>
internal sealed class SignInTicket(IDataProtectionProvider protection, UserManager<User> users)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private ITimeLimitedDataProtector Protector => protection.CreateProtector("sign-in-ticket").ToTimeLimitedDataProtector();

    public string For(User user) => Protector.Protect($"{user.Id}:{user.SecurityStamp}", Lifetime);

    public async Task<User?> OpenAsync(string? ticket)
    {
        if (ticket is not { Length: > 0 and < 2000 }) return null;
        try
        {
            if (Protector.Unprotect(ticket).Split(':', 2) is not [var id, var stamp]) return null;
            var user = await users.FindByIdAsync(id);
            return user is { DeactivatedAt: null } && user.SecurityStamp == stamp ? user : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
