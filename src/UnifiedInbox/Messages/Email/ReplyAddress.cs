using UnifiedInbox.Database;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>Signed addresses for answers (<see cref="ReplyToken"/>), for inboxes whose server delivers <c>name+anything</c> too.</summary>
internal sealed class ReplyAddress(SecretBox secrets)
{
    private readonly byte[] key = secrets.DeriveKey("reply-token");

    /// <summary>The address answers to <paramref name="threadId"/> shall go to; null where the mailbox's name leaves no room for a token.</summary>
    public string? Of(string inboxAddress, Guid threadId)
    {
        var at = inboxAddress.LastIndexOf('@');
        return at is > 0 and <= 21 ? ReplyToken.Address(inboxAddress[..at], inboxAddress[(at + 1)..], threadId, key) : null;
    }

    /// <summary>The thread an address was made for; null for any other address.</summary>
    public Guid? Read(string address) => ReplyToken.Read(address, key);
}
