using Microsoft.AspNetCore.Identity;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>What somebody signs in with. One of the codes is needed when the account asks for a second factor.</summary>
internal sealed record Credentials(string? Email, string? Password, string? TwoFactorCode = null, string? RecoveryCode = null);

internal abstract record SignInOutcome
{
    public sealed record Done(User User, string Token) : SignInOutcome;

    /// <summary>Wrong password or unknown address: never told apart.</summary>
    public sealed record Rejected : SignInOutcome;

    public sealed record LockedOut : SignInOutcome;

    public sealed record TwoFactorRequired(User User) : SignInOutcome;

    public sealed record WrongCode : SignInOutcome;

    public sealed record Deactivated : SignInOutcome;

    public sealed record TooMany : SignInOutcome;
}

/// <summary>
/// Checks a password and, where the person turned it on, a second factor, then starts a session. An unknown address goes the same way
/// as a known one, with a password hash that nothing fits, so that neither answer, time nor lockout tells who has an account.
/// </summary>
internal sealed class SignIn(
    UserManager<User> users, SignInManager<User> signIn, SecondFactor secondFactor, Sessions sessions, StrangerPassword stranger,
    SignInThrottle throttle)
{
    public async Task<SignInOutcome> RunAsync(Credentials credentials, Device device, CancellationToken ct)
    {
        if (!EmailText.TryParse(credentials.Email, out var email)) email = "nobody@invalid";
        if (!throttle.Allows(email)) return new SignInOutcome.TooMany();
        // Nobody has a longer one, and hashing megabytes would be a way to keep the server busy.
        var password = credentials.Password is { Length: <= PasswordRule.Longest } fits ? fits : "";

        var user = await users.FindByEmailAsync(email) ?? new User { Id = Guid.Empty, Email = email, PasswordHash = stranger.Hash };
        var check = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (check.IsLockedOut) return new SignInOutcome.LockedOut();
        if (!check.Succeeded) return new SignInOutcome.Rejected();
        if (user.DeactivatedAt != null) return new SignInOutcome.Deactivated();
        if (!user.TwoFactorEnabled) return await StartAsync(user, device, ct);
        return credentials.TwoFactorCode == null && credentials.RecoveryCode == null
            ? new SignInOutcome.TwoFactorRequired(user)
            : await WithSecondFactorAsync(user, credentials.TwoFactorCode, credentials.RecoveryCode, device, ct);
    }

    /// <summary>The second step, for somebody whose password was right.</summary>
    public async Task<SignInOutcome> WithSecondFactorAsync(User user, string? code, string? recoveryCode, Device device, CancellationToken ct)
    {
        if (await users.IsLockedOutAsync(user)) return new SignInOutcome.LockedOut();
        if (await secondFactor.AcceptsAsync(user, code, recoveryCode, ct))
        {
            await users.ResetAccessFailedCountAsync(user);
            return await StartAsync(user, device, ct);
        }
        await users.AccessFailedAsync(user);
        return await users.IsLockedOutAsync(user) ? new SignInOutcome.LockedOut() : new SignInOutcome.WrongCode();
    }

    private async Task<SignInOutcome> StartAsync(User user, Device device, CancellationToken ct) =>
        new SignInOutcome.Done(user, await sessions.StartAsync(user.Id, device, ct));

    /// <summary><c>POST /api/auth/sign-in</c></summary>
    public static async Task<IResult> EndpointAsync(Credentials credentials, SignIn signIn, HttpContext http, CancellationToken ct)
    {
        switch (await signIn.RunAsync(credentials, Device.Of(http), ct))
        {
            case SignInOutcome.Done done:
                SessionCookie.Give(http, done.Token);
                return TypedResults.Ok(new SignedInView(UserView.Of(done.User), done.Token));
            case SignInOutcome.LockedOut:
                return Problem.Of(423, "locked_out", "Too many wrong tries for this address. Wait a while and try again.");
            case SignInOutcome.TooMany:
                http.Response.Headers.RetryAfter = "60";
                return Problem.Of(429, "rate_limited", "Too many tries for this address. Try again in a minute.");
            case SignInOutcome.TwoFactorRequired:
                return Problem.Of(401, "two_factor_required", "Send the code of the authenticator app as twoFactorCode.");
            case SignInOutcome.WrongCode:
                return Problem.Of(401, "wrong_code", "The code is wrong or was used already.");
            case SignInOutcome.Deactivated:
                return Problem.Of(403, "deactivated", "This account was deactivated. Ask an admin of your team.");
            default:
                return Problem.Of(401, "wrong_credentials", "The email address or the password is wrong.");
        }
    }
}

/// <summary>A password hash that no password fits, made once, with the cost of a real one.</summary>
internal sealed class StrangerPassword(Microsoft.Extensions.Options.IOptions<PasswordHasherOptions> options)
{
    public string Hash { get; } = new PasswordHasher<User>(options).HashPassword(new User(), SecretToken.New(""));
}
