using System.Net;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Notifications;

/// <summary>
/// Mail from the product to its own people. It leaves by the default mailbox (else the oldest) and that provider's own code, but is no
/// message to a contact: no conversation, no policy gate, no ledger.
/// </summary>
internal sealed class SystemMail(InboxDirectory inboxes, IEnumerable<ICourier> couriers, TimeProvider time)
{
    /// <param name="to">A teammate's address.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">The words; addresses in it become links of the HTML part.</param>
    /// <param name="link">Where the button leads.</param>
    /// <param name="key">The same for each try of one mail, so that a provider that can tell sends it once.</param>
    public async Task<Delivery> SendAsync(Mailbox to, string subject, string text, string link, Guid key, CancellationToken ct)
    {
        if (AsciiAddress.Of(to.Address) is not { } address) return new Delivery(DeliveryOutcome.Permanent, Code: "bad_address");
        return await RouteAsync(ct) is ({ } inbox, { } courier)
            ? await courier.HandOverAsync(inbox, Compose(inbox, to, address, subject, text, link, key), key.ToString("N"), ct)
            : new Delivery(DeliveryOutcome.Permanent, Code: "no_mailbox", Text: "There is no mailbox to send from.");
    }

    /// <summary>Whether there is a mailbox to send from.</summary>
    public async Task<bool> CanSendAsync(CancellationToken ct) => await RouteAsync(ct) != null;

    private async Task<(Inbox Inbox, ICourier Courier)?> RouteAsync(CancellationToken ct)
    {
        var mailboxes = (await inboxes.AllAsync(ct)).Where(inbox => inbox is { Channel: "email", DisabledAt: null }).OrderByDescending(inbox => inbox.IsDefault);
        foreach (var inbox in mailboxes)
            if (couriers.FirstOrDefault(courier => courier.Provider == inbox.Provider) is { } courier) return (inbox, courier);
        return null;
    }

    private Composed.Ready Compose(Inbox inbox, Mailbox to, string address, string subject, string text, string link, Guid key)
    {
        var id = $"{key:N}@{inbox.Address[(inbox.Address.LastIndexOf('@') + 1)..]}";
        var now = time.GetUtcNow();
        var email = new OutgoingEmail
        {
            MessageId = key, InboxId = inbox.Id, ContactId = Guid.Empty, From = inbox.Address, FromName = "Unified Inbox", To = to.Address, Subject = subject, RfcMessageId = id, At = now,
        };
        var mail = new NewMail
        {
            From = new Mailbox("Unified Inbox", inbox.Address),
            To = [to],
            Subject = subject,
            Text = $"{text}\n\n{link}\n",
            Html = $"<p>{WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal)}</p><p><a href=\"{WebUtility.HtmlEncode(link)}\">Open it in Unified Inbox</a></p>",
            MessageId = id,
            Date = now,
            // No robot answers a robot (RFC 3834), and our own mailbox does not take the answer of one for a person's.
            Headers = [new("Auto-Submitted", "auto-generated"), new("X-Auto-Response-Suppress", "All")],
        };
        return new Composed.Ready(email, mail, [address], [], []);
    }
}
