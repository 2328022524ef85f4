namespace UnifiedInbox.Simulator;

/// <summary>A message the carrier knows. Addresses are as Twilio writes them: E.164, with <c>whatsapp:</c> before it on that channel.</summary>
public sealed class SimulatedMessage
{
    private readonly Lock gate = new();

    public required string Sid { get; init; }

    /// <summary><c>inbound</c>, <c>outbound-api</c> (the product's) or <c>outbound-reply</c> (TwiML answers and the carrier's own).</summary>
    public required string Direction { get; init; }

    /// <summary>Null until a messaging service has chosen a sender.</summary>
    public string? From { get; internal set; }
    public required string To { get; init; }
    public required string Body { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public MessageStatus Status { get; private set; }
    public int? ErrorCode { get; private set; }
    public int Segments { get; internal set; }
    public IReadOnlyList<MediaFile> Media { get; internal set; } = [];

    /// <summary>The links the product gave; the carrier fetches them on the way.</summary>
    public IReadOnlyList<string> MediaUrls { get; init; } = [];
    public string? StatusCallback { get; init; }
    public string? MessagingServiceSid { get; init; }
    public string? ContentSid { get; init; }

    /// <summary>The name a WhatsApp user has given to themselves.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The call of the product's webhook that brought an inbound message; null when it was lost on purpose.</summary>
    public WebhookCall? Webhook { get; internal set; }

    public bool IsInbound => Direction == "inbound";
    public bool IsWhatsApp => To.StartsWith(Address.WhatsAppPrefix, StringComparison.Ordinal);

    /// <summary>The address of the person, on either direction.</summary>
    public string Phone => IsInbound ? From! : To;

    internal SimulatedMessage At(MessageStatus status, DateTimeOffset now)
    {
        MoveTo(status, now);
        return this;
    }

    /// <summary>Statuses only move forward; true when this was a step.</summary>
    internal bool MoveTo(MessageStatus status, DateTimeOffset now, int? errorCode = null)
    {
        lock (gate)
        {
            UpdatedAt = now;
            if (status < Status || (Status is MessageStatus.Failed or MessageStatus.Canceled && status != Status))
                return false;
            Status = status;
            ErrorCode = errorCode ?? ErrorCode;
            if (status is MessageStatus.Sent or MessageStatus.Delivered or MessageStatus.Received)
                SentAt ??= now;
            return true;
        }
    }

    /// <summary>Only what is scheduled can be taken back, and only once.</summary>
    internal bool Cancel(DateTimeOffset now)
    {
        lock (gate)
            return Status == MessageStatus.Scheduled && MoveTo(MessageStatus.Canceled, now);
    }
}
