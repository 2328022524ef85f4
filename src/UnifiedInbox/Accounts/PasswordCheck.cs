using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace UnifiedInbox.Accounts;

/// <summary>
/// ASP.NET Core's check of a password with its lockout. Sessions are ours, so the cookies it otherwise works with do not
/// exist, nor does a browser that is remembered past the second factor.
/// </summary>
internal sealed class PasswordCheck(
    UserManager<User> users,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<User> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<User> confirmation) : SignInManager<User>(users, http, claims, options, log, schemes, confirmation)
{
    public override Task<bool> IsTwoFactorClientRememberedAsync(User user) => Task.FromResult(false);
}
