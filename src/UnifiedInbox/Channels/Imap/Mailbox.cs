using System.Security.Cryptography;
using System.Text;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Imap;

/// <summary>An email inbox with a mailbox to read.</summary>
/// <param name="Mark">Of everything it signs in with: another mark means that somebody changed something.</param>
internal sealed record Mailbox(Inbox Inbox, ImapSettings Settings, string Mark)
{
    public Guid Id => Inbox.Id;

    /// <summary>Null where the inbox is no email inbox in use, or has no mailbox.</summary>
    public static Mailbox? Of(Inbox inbox)
    {
        if (inbox.Channel != "email" || inbox.DisabledAt is not null || EmailSettings.Of(inbox).Imap is not { Host.Length: > 0 } settings) return null;
        // Refresh tokens replace themselves with every renewal; that is no change anybody made.
        var mark = SHA256.HashData(Encoding.UTF8.GetBytes(settings + "\n" + (settings.Auth == "password" ? inbox.Secrets : "")));
        return new Mailbox(inbox, settings, Convert.ToHexStringLower(mark.AsSpan(0, 8)));
    }
}
