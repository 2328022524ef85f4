using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts.Passkeys;
using UnifiedInbox.Database;
using UnifiedInbox.Notifications;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Own;

/// <summary>What the forms of the account's pages call. Each ends with a redirect, or with the page and what is wrong.</summary>
internal static class AccountForms
{
    public static async Task<IResult> ProfileAsync(
        [FromForm] string? name, [FromForm] string? timeZone, [FromForm] string? theme, Db db, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var profile = new Profile(name, timeZone, theme);
        var errors = await ChangeProfile.RunAsync(db, time, http.Caller(), profile, ct);
        return errors.Any ? Page.Of<AccountPage>(new { Profile = profile, Errors = errors }, 422) : Saved(http, "/account", "Profile saved");
    }

    public static async Task<IResult> EmailAsync(
        [FromForm] string? email, [FromForm] string? password, ChangeEmail change, HttpContext http, CancellationToken ct)
    {
        var errors = await change.RunAsync(http.Caller(), email, password, ct);
        return errors.Any ? Page.Of<AccountPage>(new { Email = email, Errors = errors }, 422) : Saved(http, "/account", "Email address changed");
    }

    public static async Task<IResult> PasswordAsync(
        [FromForm] string? currentPassword, [FromForm] string? newPassword, ChangePassword change, HttpContext http, CancellationToken ct)
    {
        var (errors, token) = await change.RunAsync(http.Caller(), currentPassword, newPassword, Device.Of(http), ct);
        if (errors.Any) return Page.Of<SecurityPage>(new { Errors = errors }, 422);
        SessionCookie.Give(http, token!);
        return Saved(http, "/account/security", "Password changed. You were signed out everywhere else.");
    }

    public static async Task<IResult> TwoFactorOnAsync(
        [FromForm] string? code, TurnOnTwoFactor turnOn, ShownOnce shownOnce, HttpContext http, CancellationToken ct) =>
        await turnOn.FinishAsync(http.Caller(), code, ct) is { } codes
            ? ShowCodes(http, shownOnce, "Two-factor sign-in is on: keep these recovery codes", codes)
            : Page.Of<SecurityPage>(new { SettingUp = true, Errors = FieldErrors.Of("code", "This code is wrong. Is the phone's clock right?") }, 422);

    public static async Task<IResult> TwoFactorOffAsync([FromForm] string? password, TurnOffTwoFactor turnOff, HttpContext http, CancellationToken ct) =>
        await turnOff.RunAsync(http.Caller(), password, ct) is { } objection
            ? Page.Of<SecurityPage>(new { Errors = FieldErrors.Of("password", objection) }, 422)
            : Saved(http, "/account/security", "Two-factor sign-in is off");

    public static async Task<IResult> RecoveryCodesAsync(
        [FromForm] string? password, Reauthenticate reauthenticate, TurnOnTwoFactor turnOn, ShownOnce shownOnce, HttpContext http, CancellationToken ct)
    {
        if ((await reauthenticate.RunAsync(http.Caller(), password)).Objection is { } objection)
            return Page.Of<SecurityPage>(new { Errors = FieldErrors.Of("password", objection) }, 422);
        return await turnOn.NewRecoveryCodesAsync(http.Caller(), ct) is { } codes
            ? ShowCodes(http, shownOnce, "Your new recovery codes", codes)
            : TurboStream.SeeOther("/account/security");
    }

    public static async Task<IResult> RemovePasskeyAsync(string id, Db db, HttpContext http, CancellationToken ct) =>
        await OwnPasskeys.RemoveAsync(db, http.Caller(), id, ct) ? Saved(http, "/account/security", "Passkey removed") : TypedResults.NotFound();

    public static async Task<IResult> EndSessionAsync(Guid id, Db db, HttpContext http, CancellationToken ct) =>
        await OwnSessions.EndAsync(db, http.Caller(), id, ct) ? Saved(http, "/account/security", "Signed out there") : TypedResults.NotFound();

    public static async Task<IResult> EndOtherSessionsAsync(Db db, HttpContext http, CancellationToken ct)
    {
        await OwnSessions.EndOthersAsync(db, http.Caller(), ct);
        return Saved(http, "/account/security", "Signed out everywhere else");
    }

    public static async Task<IResult> CreateTokenAsync(
        [FromForm] string? name, [FromForm] string? days, ApiTokens tokens, ShownOnce shownOnce, HttpContext http, CancellationToken ct)
    {
        var lifetime = string.IsNullOrEmpty(days) ? (int?)null : int.TryParse(days, out var parsed) ? parsed : 0;
        var (errors, token) = await tokens.CreateAsync(http.Caller(), name, lifetime, ct);
        if (errors.Any) return Page.Of<TokensPage>(new { Name = name, Days = days, Errors = errors }, 422);
        shownOnce.Leave(http, new Secret("Your new token", token!, "Copy it now: it is not shown again. Keep it where you keep passwords."));
        return TurboStream.SeeOther("/account/tokens");
    }

    public static async Task<IResult> RevokeTokenAsync(Guid id, ApiTokens tokens, HttpContext http, CancellationToken ct) =>
        await tokens.RevokeAsync(http.Caller(), id, ct) ? Saved(http, "/account/tokens", "Token revoked") : TypedResults.NotFound();

    public static async Task<IResult> NotificationsAsync(
        [FromForm] bool? assignedToMe, [FromForm] bool? unassigned, [FromForm] bool? mentions,
        [FromForm] string? mentionMail, [FromForm] int? awayMinutes, [FromForm] bool? mentionMailText,
        [FromForm] bool? desktop, [FromForm] bool? sound, [FromForm] bool? titleBadge, Db db, HttpContext http, CancellationToken ct)
    {
        var preferences = new NotificationPreferences
        {
            AssignedToMe = assignedToMe == true,
            Unassigned = unassigned == true,
            Mentions = mentions == true,
            MentionMail = mentionMail is NotificationPreferences.Always or NotificationPreferences.Never ? mentionMail : NotificationPreferences.Away,
            AwayMinutes = Math.Clamp(awayMinutes ?? 5, 1, 1440),
            MentionMailText = mentionMailText == true,
            Desktop = desktop == true,
            Sound = sound == true,
            TitleBadge = titleBadge == true,
        };
        await preferences.SaveAsync(db, http.Caller(), ct);
        return Saved(http, "/account/notifications", "Notifications saved");
    }

    private static IResult ShowCodes(HttpContext http, ShownOnce shownOnce, string title, IReadOnlyList<string> codes)
    {
        shownOnce.Leave(http, new Secret(title, string.Join('\n', codes),
            "Each signs you in once when your phone is not at hand. Print them or keep them with your passwords: they are not shown again."));
        return TurboStream.SeeOther("/account/security");
    }

    private static IResult Saved(HttpContext http, string url, string toast)
    {
        LeftToast.Leave(http, toast);
        return TurboStream.SeeOther(url);
    }
}
