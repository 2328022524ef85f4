using UnifiedInbox.Channels;
using UnifiedInbox.Policies;

namespace UnifiedInbox.Messages;

/// <summary>A message someone wrote to us, as its provider folder understood it. <see cref="Intake"/> does the rest.</summary>
internal sealed record InboundMessage
{
    /// <summary>The folder it came through: <c>twilio</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Unique with the provider: a second one is the same message.</summary>
    public required string ProviderId { get; init; }

    public required Guid InboxId { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>The sender, normalised, and what kind of address that is (<c>contact_addresses.kind</c>).</summary>
    public required string From { get; init; }

    public required string FromKind { get; init; }

    /// <summary>As the provider wrote it.</summary>
    public required string FromRaw { get; init; }

    /// <summary>Other spellings under which the sender may be known; <see cref="From"/> itself first.</summary>
    public required IReadOnlyList<string> FromVariants { get; init; }

    public required string To { get; init; }

    /// <summary>The name the channel told (WhatsApp's profile), used where the contact has none.</summary>
    public string? ProfileName { get; init; }

    public required string Content { get; init; }

    /// <summary>What else the provider said, as JSON object text: location, button, referral, quoted message …</summary>
    public string MetadataJson { get; init; } = "{}";

    public IReadOnlyList<InboundMedia> Media { get; init; } = [];

    /// <summary>When the provider received it; the time of taking in where the provider does not say.</summary>
    public required DateTimeOffset At { get; init; }

    public Keyword Keyword { get; init; }

    /// <summary>Where it came from: <c>message</c> by webhook, <c>sweep</c> by listing.</summary>
    public string EventKind { get; init; } = "message";

    /// <summary>The raw event: headers without secrets as JSON object text, and the body.</summary>
    public string HeadersJson { get; init; } = "{}";

    public required string Raw { get; init; }
}

/// <param name="Url">Where the provider keeps the bytes.</param>
/// <param name="ContentType">The sender's claim.</param>
/// <param name="Name">Shown until, and if, the bytes tell better.</param>
internal sealed record InboundMedia(string Url, string ContentType, string Name);
