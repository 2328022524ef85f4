namespace UnifiedInbox.Channels;

/// <summary>What is known after one attempt to hand a message to a provider.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The provider has it and gave it an id.</summary>
    Accepted,

    /// <summary>Proven not taken; trying the same again later makes sense.</summary>
    Transient,

    /// <summary>Proven not taken; trying again cannot help.</summary>
    Permanent,

    /// <summary>Proven not taken, because the person opted out of this sender.</summary>
    OptedOut,

    /// <summary>Nobody knows: the request left and no usable answer came. Never sent again blindly.</summary>
    Unknown,
}

/// <param name="Outcome">What is known.</param>
/// <param name="ProviderId">The provider's id, when accepted.</param>
/// <param name="Code">The provider's error code as text, or our own word (<c>timeout</c>, <c>unreachable</c>).</param>
/// <param name="Text">One sentence an agent understands.</param>
/// <param name="RetryAfter">How long the provider asked us to wait.</param>
/// <param name="Raw">The provider's answer, cut to 4,000 characters, for the ledger.</param>
internal sealed record Delivery(
    DeliveryOutcome Outcome,
    string? ProviderId = null,
    string? Code = null,
    string? Text = null,
    TimeSpan? RetryAfter = null,
    string? Raw = null)
{
    /// <summary>The word for it in <c>delivery_attempts.outcome</c>.</summary>
    public static string NameOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Accepted => "accepted",
        DeliveryOutcome.Transient => "transient",
        DeliveryOutcome.Unknown => "unknown",
        _ => "permanent",
    };
}

/// <summary>One attempt's worth of message, with the sender's settings opened.</summary>
internal sealed record OutgoingMessage(
    Guid Id,
    int Attempt,
    DateTimeOffset AttemptedAt,
    Guid InboxId,
    Channel Channel,
    string From,
    string To,
    string Content,
    IReadOnlyList<string> MediaUrls)
{
    /// <summary>The provider's id of the template it is; <see cref="Content"/> then only says how it reads.</summary>
    public string? ContentSid { get; init; }

    /// <summary>What fills the template, as JSON object text of text values.</summary>
    public string? ContentVariables { get; init; }
}

/// <summary>The provider's word on a message whose attempt had no outcome.</summary>
internal enum LookupResult
{
    /// <summary>The provider has it.</summary>
    Found,

    /// <summary>The provider surely does not have it.</summary>
    NotFound,

    /// <summary>The provider could not be asked; ask again later.</summary>
    Unavailable,

    /// <summary>This provider has no way to tell.</summary>
    CannotTell,
}

/// <param name="Result">What the provider said.</param>
/// <param name="ProviderId">Its id of the message, when found.</param>
/// <param name="Status">How far it came there, in our words, when found.</param>
/// <param name="ErrorCode">Why it failed there, if it did.</param>
internal sealed record Lookup(LookupResult Result, string? ProviderId = null, string? Status = null, string? ErrorCode = null);

/// <summary>Hands messages to one provider. One implementation a provider folder.</summary>
internal interface ISender
{
    /// <summary>The name stored in <c>inboxes.provider</c> and <c>messages.provider</c>.</summary>
    string Provider { get; }

    /// <summary>Hands the message over once. Never throws for what the provider or the network does.</summary>
    Task<Delivery> SendAsync(OutgoingMessage message, CancellationToken ct);

    /// <summary>
    /// Asks the provider whether it took <paramref name="message"/> since its attempt began. <paramref name="isKnown"/> tells which
    /// provider ids already belong to another message of ours.
    /// </summary>
    Task<Lookup> FindAsync(OutgoingMessage message, Func<string, CancellationToken, Task<bool>> isKnown, CancellationToken ct);
}
