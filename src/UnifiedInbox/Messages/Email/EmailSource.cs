using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Messages.Email;

/// <summary>Where a mail came from: what whoever brought it knows besides the mail itself.</summary>
internal sealed record EmailSource
{
    public required Inbox Inbox { get; init; }

    /// <summary>The folder it came through: <c>imap</c>, <c>resend</c>, <c>simulator</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Unique with the provider; null for IMAP, where <see cref="Place"/> is the key.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Where it lies in the mailbox.</summary>
    public EmailPlace? Place { get; init; }

    /// <summary>When it was received: INTERNALDATE, or the provider's time. The Date header is the sender's and proves nothing.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>From the Sent folder: somebody wrote it with the mailbox's own program.</summary>
    public bool IsSent { get; init; }

    /// <summary>Older than our reading of this mailbox: stored as read, and nobody waits for an answer.</summary>
    public bool IsOld { get; init; }

    /// <summary>X-GM-THRID.</summary>
    public ulong? GmailThread { get; init; }

    /// <summary>Addresses it was delivered to, where the transport knows more than the headers.</summary>
    public IReadOnlyList<string> EnvelopeRecipients { get; init; } = [];

    /// <summary>The size of the whole mail in bytes, where only a part of it was fetched.</summary>
    public long? TruncatedFrom { get; init; }

    /// <summary>Why it could not be taken in as it is; shown with its raw source then.</summary>
    public string? Quarantined { get; init; }
}

/// <param name="Size">In bytes, as the server counts.</param>
internal sealed record EmailPlace(string Folder, uint UidValidity, uint Uid, long Size);

/// <summary>What became of a mail.</summary>
internal enum ReceivedOutcome
{
    Stored,

    /// <summary>Stored out of sight: its sender is blocked.</summary>
    Spam,

    /// <summary>Taken in before.</summary>
    Duplicate,

    /// <summary>A copy of what was sent from here.</summary>
    Own,

    /// <summary>It was deleted here, and does not come back.</summary>
    Deleted,

    /// <summary>A sent mail to nobody.</summary>
    Ignored,
}

/// <param name="MessageId">Of the message it is, or is a copy of; null where there is none (any more).</param>
internal sealed record ReceivedEmail(ReceivedOutcome Outcome, Guid? MessageId, Guid? ConversationId, Guid? ContactId);
