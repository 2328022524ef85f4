using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts.Team;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Pages;

/// <summary>The pages <c>/sign-up</c> and <c>/invitations/{token}</c>.</summary>
internal static class SignUpForm
{
    public static async Task<IResult> GetAsync(Db db, SettingsStore settings, HttpContext http, CancellationToken ct)
    {
        if (http.FindCaller() != null) return TurboStream.SeeOther("/inbox");
        var first = await SignUp.IsFirstAsync(db, ct);
        var rule = await SignUpRule.ReadAsync(settings, ct);
        return first || rule.Mode != SignUpRule.Invite
            ? Page.Of<SignUpPage>(new { First = first, Domains = rule.Mode == SignUpRule.Domain && !first ? rule.Domains : [] })
            : Page.Of<SignUpClosedPage>(null, 403);
    }

    public static async Task<IResult> GetInvitationAsync(string token, Invitations invitations, CancellationToken ct) =>
        await invitations.FindAsync(token, ct) is { } invitation
            ? Page.Of<SignUpPage>(new { Invitation = invitation, Token = token, invitation.Name, invitation.Email })
            : Page.Of<InvitationEndedPage>(null, 404);

    public static async Task<IResult> PostAsync(
        [FromForm] string? name, [FromForm] string? email, [FromForm] string? password, [FromForm] string? invitation,
        SignUp signUp, Invitations invitations, Db db, HttpContext http, CancellationToken ct)
    {
        var account = new NewAccount(email, password, name, invitation);
        var outcome = await signUp.RunAsync(account, Device.Of(http), ct);
        switch (outcome)
        {
            case SignUpOutcome.Done done:
                await SessionCookie.ReplaceAsync(http, done.Token, ct);
                return TurboStream.SeeOther("/inbox");
            case SignUpOutcome.Closed when invitation != null:
                return Page.Of<InvitationEndedPage>(null, 403);
            case SignUpOutcome.Closed:
                return Page.Of<SignUpClosedPage>(null, 403);
        }
        var errors = outcome is SignUpOutcome.Invalid invalid ? invalid.Errors
            : FieldErrors.Of("email", "Somebody already signs in with this address. If it is you, sign in instead.");
        return Page.Of<SignUpPage>(new
        {
            Name = name,
            Email = email,
            Errors = errors,
            First = await SignUp.IsFirstAsync(db, ct),
            Invitation = await invitations.FindAsync(invitation, ct),
            Token = invitation,
        }, 422);
    }
}
