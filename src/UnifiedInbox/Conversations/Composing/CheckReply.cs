using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>
/// <c>POST /inbox/check?contactId=</c>: what would happen to what the composer holds, in words beside it. Asked by gate_controller.js
/// while somebody writes; nothing is written down.
/// </summary>
internal static class CheckReply
{
    public static async Task<IResult> EndpointAsync(
        Guid contactId, [FromForm] ReplyForm form, HttpContext http, SendReply send, CheckMessage check, CancellationToken ct)
    {
        if (await send.ReadAsync(http.Caller(), contactId, form, ct) is not { } message) return TypedResults.NotFound();
        // A mail's rules are about its fields, which say so themselves when it is sent; here it is whether it can go at all.
        if (message.Email is not null) message = message with { Content = "", Email = null };
        return await check.RunAsync(http.Caller(), message, isDraft: true, ct) is { } found
            ? TurboStream.Answer(TurboStream.Update<GateNotice>(GateNotice.Id, new { Checked = found }))
            : TypedResults.NotFound();
    }
}
