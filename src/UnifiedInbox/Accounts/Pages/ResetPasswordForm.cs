using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Pages;

/// <summary>The page <c>/reset-password</c> that a link of <see cref="ResetPassword"/> leads to.</summary>
internal static class ResetPasswordForm
{
    public static async Task<IResult> GetAsync(string? token, ResetPassword reset, CancellationToken ct) =>
        await reset.FindAsync(token, ct) is { } owner
            ? Page.Of<ResetPasswordPage>(new { Token = token, owner.Email })
            : Page.Of<ResetPasswordPage>(null, 404);

    public static async Task<IResult> PostAsync(
        [FromForm] string? token, [FromForm] string? password, ResetPassword reset, HttpContext http, CancellationToken ct)
    {
        var owner = await reset.FindAsync(token, ct);
        var errors = owner == null ? FieldErrors.Of("token", "") : await reset.RunAsync(token, password, ct);
        if (errors.ContainsKey("token")) return Page.Of<ResetPasswordPage>(null, 404);
        if (errors.Any) return Page.Of<ResetPasswordPage>(new { Token = token, owner!.Email, Errors = errors }, 422);
        LeftToast.Leave(http, "Your password was changed. Sign in with it.");
        return TurboStream.SeeOther("/sign-in");
    }
}
