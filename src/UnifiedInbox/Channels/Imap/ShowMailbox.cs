using UnifiedInbox.Inboxes;
using UnifiedInbox.Web;

namespace UnifiedInbox.Channels.Imap;

/// <summary><c>GET /settings/inboxes/{id}/mailbox</c>: how a mailbox is doing; POST has it looked at now.</summary>
internal static class ShowMailbox
{
    public static async Task<IResult> EndpointAsync(Guid id, MailboxStates states, CancellationToken ct) =>
        Page.Of<MailboxCard>(new { InboxId = id, State = await states.FindAsync(id, ct) ?? new MailboxState() });

    public static async Task<IResult> LookAsync(Guid id, InboxDirectory inboxes, SyncEmails sync, CancellationToken ct)
    {
        if (await inboxes.FindAsync(id, ct) is not { } inbox || Mailbox.Of(inbox) is null) return Results.NotFound();
        await sync.AskAsync([id], byPerson: true, ct);
        return TurboStream.SeeOther("/settings/inboxes/" + id);
    }
}
