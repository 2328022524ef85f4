using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Notifications;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Pages;

/// <summary>The page <c>/forgot-password</c>: a link by mail where there is a mailbox to send from, else who can make one.</summary>
internal static class ForgotPasswordForm
{
    public static async Task<IResult> GetAsync(SystemMail mail, CancellationToken ct) =>
        Page.Of<ForgotPasswordPage>(new { ByMail = await mail.CanSendAsync(ct) });

    public static IResult Post([FromForm] string? email, MailPasswordLink link)
    {
        link.Ask(email);
        return Page.Of<ForgotPasswordPage>(new { ByMail = true, Asked = true });
    }
}
