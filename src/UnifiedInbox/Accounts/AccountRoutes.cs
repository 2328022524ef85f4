using UnifiedInbox.Accounts.Own;
using UnifiedInbox.Accounts.Pages;
using UnifiedInbox.Accounts.Passkeys;
using UnifiedInbox.Accounts.Team;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

internal static class AccountRoutes
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        MapApi(routes.MapGroup("/api/auth").WithTags("Accounts"));
        MapDoor(routes.MapGroup("").AllowAnonymous().ExcludeFromDescription());
        MapOwn(routes.MapGroup("/account").RequireAuthorization(Policy.Staff, Policy.Session).ExcludeFromDescription());
        MapTeam(routes.MapGroup("/settings/team").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription());
    }

    private static void MapApi(RouteGroupBuilder auth)
    {
        auth.MapPost("/sign-up", SignUp.EndpointAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        auth.MapPost("/sign-in", SignIn.EndpointAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        auth.MapPost("/sign-out", SignOut.EndpointAsync).AllowAnonymous();
        auth.MapGet("/session", GetSession.EndpointAsync).RequireAuthorization();
        auth.MapGet("/sessions", OwnSessions.ListEndpointAsync).RequireAuthorization(Policy.Session);
        auth.MapDelete("/sessions/{id:guid}", OwnSessions.EndEndpointAsync).RequireAuthorization(Policy.Session);
    }

    private static void MapDoor(RouteGroupBuilder door)
    {
        door.MapGet("/sign-in", SignInForm.GetAsync);
        door.MapPost("/sign-in", SignInForm.PostAsync).RequireRateLimiting(RateLimits.SignIn);
        door.MapPost("/sign-in/two-factor", SignInForm.PostCodeAsync).RequireRateLimiting(RateLimits.SignIn);
        door.MapPost("/sign-in/passkey/options", SignInWithPasskey.OptionsEndpointAsync);
        door.MapPost("/sign-in/passkey", SignInWithPasskey.EndpointAsync).RequireRateLimiting(RateLimits.SignIn);
        door.MapPost("/sign-out", SignInForm.SignOutAsync);
        door.MapGet("/sign-up", SignUpForm.GetAsync);
        door.MapPost("/sign-up", SignUpForm.PostAsync).RequireRateLimiting(RateLimits.SignIn);
        door.MapGet("/invitations/{token}", SignUpForm.GetInvitationAsync);
        door.MapGet("/forgot-password", ForgotPasswordForm.GetAsync);
        door.MapPost("/forgot-password", ForgotPasswordForm.Post).RequireRateLimiting(RateLimits.SignIn);
        door.MapGet("/reset-password", ResetPasswordForm.GetAsync);
        door.MapPost("/reset-password", ResetPasswordForm.PostAsync).RequireRateLimiting(RateLimits.SignIn);
    }

    private static void MapOwn(RouteGroupBuilder own)
    {
        own.MapGet("", () => Page.Of<AccountPage>());
        own.MapPost("", AccountForms.ProfileAsync);
        own.MapPost("/email", AccountForms.EmailAsync);
        own.MapGet("/signature", ChangeSignature.ShowAsync);
        own.MapPost("/signature", ChangeSignature.SaveAsync);
        own.MapGet("/security", () => Page.Of<SecurityPage>());
        own.MapPost("/password", AccountForms.PasswordAsync);
        own.MapGet("/security/two-factor", () => Page.Of<SecurityPage>(new { SettingUp = true }));
        own.MapPost("/security/two-factor", AccountForms.TwoFactorOnAsync);
        own.MapPost("/security/two-factor/off", AccountForms.TwoFactorOffAsync);
        own.MapPost("/security/two-factor/recovery-codes", AccountForms.RecoveryCodesAsync);
        own.MapPost("/passkeys/options", AddPasskey.OptionsEndpointAsync);
        own.MapPost("/passkeys", AddPasskey.EndpointAsync);
        own.MapPost("/passkeys/{id}/remove", AccountForms.RemovePasskeyAsync);
        own.MapPost("/sessions/{id:guid}/end", AccountForms.EndSessionAsync);
        own.MapPost("/sessions/end-others", AccountForms.EndOtherSessionsAsync);
        own.MapGet("/tokens", () => Page.Of<TokensPage>());
        own.MapPost("/tokens", AccountForms.CreateTokenAsync);
        own.MapPost("/tokens/{id:guid}/revoke", AccountForms.RevokeTokenAsync);
        own.MapGet("/notifications", () => Page.Of<NotificationsPage>());
        own.MapPost("/notifications", AccountForms.NotificationsAsync);
    }

    private static void MapTeam(RouteGroupBuilder team)
    {
        team.MapGet("", () => Page.Of<TeamPage>());
        team.MapPost("/invitations", TeamForms.InviteAsync);
        team.MapPost("/invitations/{id:guid}/revoke", TeamForms.RevokeInvitationAsync);
        team.MapPost("/{id:guid}/role", TeamForms.RoleAsync);
        team.MapPost("/{id:guid}/deactivate", TeamForms.DeactivateAsync);
        team.MapPost("/{id:guid}/reactivate", TeamForms.ReactivateAsync);
        team.MapPost("/{id:guid}/password-link", TeamForms.PasswordLinkAsync);
        team.MapPost("/{id:guid}/two-factor-off", TeamForms.TwoFactorOffAsync);
    }
}
