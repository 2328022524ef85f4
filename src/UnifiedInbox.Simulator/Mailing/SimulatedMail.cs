namespace UnifiedInbox.Simulator.Mailing;

/// <summary>A mail between the product and the people the simulator plays.</summary>
public sealed record SimulatedMail
{
    /// <summary>The provider's id: a UUID (Resend) or SES's own form.</summary>
    public required string Id { get; init; }

    /// <summary><c>ses</c> or <c>resend</c>: whose HTTP it went through.</summary>
    public required string Provider { get; init; }

    /// <summary>From a person to the product; else from the product.</summary>
    public bool IsInbound { get; init; }

    /// <summary><c>Name &lt;address&gt;</c> or an address.</summary>
    public required string From { get; init; }

    /// <summary>The envelope without copies.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    public string Subject { get; init; } = "";

    public string Text { get; init; } = "";

    public string? Html { get; init; }

    /// <summary>Names of the files that came along.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The Message-ID its reader sees, without brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Without brackets; a reply carries them and <see cref="MessageId"/>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The whole mail; null where it came through Resend, which takes parts.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>The product's own tag, which comes back in events.</summary>
    public string? Tag { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>One webhook to the product and its answer.</summary>
/// <param name="Status">HTTP status; 0 where nothing answered.</param>
public sealed record MailWebhookCall(string Type, string MailId, int Status);
