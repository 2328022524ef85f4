namespace UnifiedInbox.Messages.Email;

/// <summary>An email about to leave, as its sender's provider folder turns it into a request or into MIME.</summary>
internal sealed record OutgoingEmail
{
    public required Guid MessageId { get; init; }

    public required Guid InboxId { get; init; }

    public required Guid ContactId { get; init; }

    public Guid? ThreadId { get; init; }

    /// <summary>No personal reply: carries one-click unsubscribe.</summary>
    public bool IsBulk { get; init; }

    public required string From { get; init; }

    /// <summary>The agent's or the inbox's name; null = the bare address.</summary>
    public string? FromName { get; init; }

    public required string To { get; init; }

    public string? ToName { get; init; }

    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    public string? ReplyTo { get; init; }

    public string Subject { get; init; } = "";

    /// <summary>The text alternative; never null, also where there is HTML.</summary>
    public string Text { get; init; } = "";

    /// <summary>Cleaned; its images name attachments by <c>cid:</c>.</summary>
    public string? Html { get; init; }

    /// <summary>Our own, without brackets. Providers replace the header, so it also stands last in <see cref="References"/>.</summary>
    public required string RfcMessageId { get; init; }

    public string? InReplyTo { get; init; }

    /// <summary>Without brackets, the parent last but for our own.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<OutgoingFile> Files { get; init; } = [];

    public DateTimeOffset At { get; init; }
}

/// <param name="Sha256">Names the bytes in the attachment store.</param>
/// <param name="ContentId">Without brackets; set where the HTML shows it.</param>
internal sealed record OutgoingFile(string Name, string ContentType, byte[] Sha256, long Size, string? ContentId);
