using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Pages;

/// <summary>The pages <c>/sign-in</c> and <c>/sign-in/two-factor</c>.</summary>
internal static class SignInForm
{
    public static async Task<IResult> GetAsync(string? returnUrl, Db db, HttpContext http, CancellationToken ct)
    {
        if (http.FindCaller() != null) return TurboStream.SeeOther(LocalUrl.OrInbox(returnUrl));
        // Nobody can sign in to a product nobody has signed up to.
        if (await SignUp.IsFirstAsync(db, ct)) return TurboStream.SeeOther("/sign-up");
        return Page.Of<SignInPage>(new { ReturnUrl = returnUrl });
    }

    public static async Task<IResult> PostAsync(
        [FromForm] string? email, [FromForm] string? password, [FromForm] string? returnUrl,
        SignIn signIn, SignInTicket ticket, HttpContext http, CancellationToken ct)
    {
        var outcome = await signIn.RunAsync(new Credentials(email, password), Device.Of(http), ct);
        return outcome switch
        {
            SignInOutcome.Done done => await WelcomeAsync(done, returnUrl, http, ct),
            SignInOutcome.TwoFactorRequired step => Page.Of<TwoFactorPage>(new { Ticket = ticket.For(step.User), ReturnUrl = returnUrl }),
            _ => Page.Of<SignInPage>(new { Email = email, ReturnUrl = returnUrl, Error = Explain(outcome) }, StatusOf(outcome)),
        };
    }

    public static async Task<IResult> PostCodeAsync(
        [FromForm] string? ticket, [FromForm] string? code, [FromForm] string? recoveryCode, [FromForm] string? returnUrl,
        SignIn signIn, SignInTicket tickets, HttpContext http, CancellationToken ct)
    {
        if (await tickets.OpenAsync(ticket) is not { } user)
            return Page.Of<SignInPage>(new { ReturnUrl = returnUrl, Error = "That took too long. Sign in again." }, 422);
        var outcome = await signIn.WithSecondFactorAsync(
            user, string.IsNullOrWhiteSpace(code) ? null : code, string.IsNullOrWhiteSpace(recoveryCode) ? null : recoveryCode, Device.Of(http), ct);
        return outcome switch
        {
            SignInOutcome.Done done => await WelcomeAsync(done, returnUrl, http, ct),
            _ => Page.Of<TwoFactorPage>(new { Ticket = ticket, ReturnUrl = returnUrl, Error = Explain(outcome) }, StatusOf(outcome)),
        };
    }

    public static async Task<IResult> SignOutAsync(Sessions sessions, HttpContext http, CancellationToken ct)
    {
        await SignOut.RunAsync(sessions, http, ct);
        return TurboStream.SeeOther("/sign-in");
    }

    private static async Task<IResult> WelcomeAsync(SignInOutcome.Done done, string? returnUrl, HttpContext http, CancellationToken ct)
    {
        await SessionCookie.ReplaceAsync(http, done.Token, ct);
        return TurboStream.SeeOther(LocalUrl.OrInbox(returnUrl));
    }

    private static int StatusOf(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.LockedOut => 423,
        SignInOutcome.TooMany => 429,
        _ => 422,
    };

    private static string Explain(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.LockedOut => "Too many wrong tries for this address. Wait a while, or ask an admin for a link to a new password.",
        SignInOutcome.TooMany => "Too many tries for this address. Try again in a minute.",
        SignInOutcome.WrongCode => "This code is wrong, or was used already. Wait for the next one.",
        SignInOutcome.Deactivated => "This account was deactivated. Ask an admin of your team.",
        _ => "The email address or the password is wrong.",
    };
}
