namespace UnifiedInbox.Inboxes;

/// <summary>A number or mailbox we own. What is sent from it and what comes to it belong to it.</summary>
public sealed record Inbox
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary><c>sms</c>, <c>whatsapp</c> or <c>email</c>.</summary>
    public string Channel { get; init; } = "";

    /// <summary>E.164, short code or mail address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The folder under Channels/ that speaks for it.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The provider's own settings, as JSON object text without secrets.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>Encrypted with SECRET_KEY.</summary>
    public string? Secrets { get; init; }

    public bool FromEnvironment { get; init; }

    public bool IsDefault { get; init; }

    /// <summary>False: only admins and the agents named for it.</summary>
    public bool OpenToAll { get; init; }

    /// <summary>Segments (SMS) or messages (WhatsApp) a second it may send; 0 = no limit.</summary>
    public decimal SegmentsPerSecond { get; init; }

    /// <summary>Messages a day; null = as many as like.</summary>
    public int? DailyCap { get; init; }

    /// <summary>What it answers to STOP, START and HELP, as JSON object text.</summary>
    public string AutoReplies { get; init; } = "{}";

    public DateTimeOffset? SweptUntil { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }
}
