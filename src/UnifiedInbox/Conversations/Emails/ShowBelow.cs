using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Emails;

/// <summary><c>GET /messages/below?inboxId=&amp;replyToId=&amp;forwardOfId=</c>: what will stand below the words that are being written.</summary>
internal static class ShowBelow
{
    public static async Task<IResult> EndpointAsync(string? inboxId, string? replyToId, string? forwardOfId, HttpContext http, QuoteEmail quote, Db db, CancellationToken ct)
    {
        var (caller, inbox) = (http.Caller(), Id(inboxId));
        var signature = inbox is null ? new Signature("", "") : await Signature.FindAsync(db, caller.UserId, inbox, ct);
        var quoted = Id(forwardOfId) is { } forwarded ? await quote.RunAsync(caller, forwarded, true, ct)
            : Id(replyToId) is { } answered ? await quote.RunAsync(caller, answered, false, ct)
            : null;
        return Page.Of<EmailBelow>(new { Signature = signature.Html, History = quoted?.Text, IsForward = Id(forwardOfId) is not null });
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
