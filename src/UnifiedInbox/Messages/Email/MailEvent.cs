namespace UnifiedInbox.Messages.Email;

/// <summary>What happened to a mail, as a provider tells it.</summary>
internal enum MailEventKind
{
    /// <summary>Nothing we act on: the journal keeps it.</summary>
    Ignored,
    Scheduled,
    Sent,
    Delayed,
    Delivered,
    Opened,
    Clicked,
    Bounced,
    Complained,
    Failed,
    Suppressed,
    Unsubscribed,
}

/// <summary>A provider's word on a mail, as its folder understood it.</summary>
internal sealed record MailEvent
{
    public required MailEventKind Kind { get; init; }

    public string? ProviderId { get; init; }

    /// <summary>Our own id, where it rode along as a tag.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Who it is about; empty = all it went to. Bare addresses in lower case.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>A bounce that will happen again.</summary>
    public bool Permanent { get; init; }

    public string? Code { get; init; }

    /// <summary>One sentence an agent understands.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>The Message-IDs the recipient may see, without brackets.</summary>
    public IReadOnlyList<string> RfcIds { get; init; } = [];

    /// <summary>Addresses not to write to any more.</summary>
    public IReadOnlyList<string> Suppress => Kind is MailEventKind.Complained or MailEventKind.Suppressed || (Kind == MailEventKind.Bounced && Permanent) ? Recipients : [];

    /// <summary>Our status for it, or null where the message stays where it is.</summary>
    public string? Status => Kind switch
    {
        MailEventKind.Sent => "sent",
        MailEventKind.Delivered => "delivered",
        MailEventKind.Opened or MailEventKind.Clicked => "read",
        MailEventKind.Bounced or MailEventKind.Failed or MailEventKind.Suppressed => "failed",
        _ => null,
    };
}
