using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Accounts.Own;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>A member's own account: the password.</summary>
internal static class PortalAccount
{
    /// <summary><c>POST /portal/account</c></summary>
    public static async Task<IResult> PasswordAsync(
        [FromForm] string? currentPassword, [FromForm] string? newPassword, ChangePassword change, HttpContext http, CancellationToken ct)
    {
        var (errors, token) = await change.RunAsync(http.Caller(), currentPassword, newPassword, Device.Of(http), ct);
        if (errors.Any) return Page.Of<PortalAccountPage>(new { Errors = errors }, 422);
        SessionCookie.Give(http, token!);
        LeftToast.Leave(http, "Password changed. You were signed out everywhere else.");
        return TurboStream.SeeOther("/portal/account");
    }
}
