namespace UnifiedInbox.Policies;

/// <summary>
/// What the gate looks at, read in the transaction that will act on its word. Loaded by the outbox for a message about to be
/// written and by the dispatcher for one about to leave.
/// </summary>
internal sealed record SendFacts
{
    /// <summary>Who it goes to, normalised; null where the contact has no address this channel can reach.</summary>
    public string? Address { get; init; }

    public required string Channel { get; init; }

    /// <summary><c>opted_out</c>, <c>opted_in</c>, <c>suppressed</c> (email), or null where they never said anything.</summary>
    public string? Consent { get; init; }

    /// <summary>When the same text last went (or was about to go) from the same sender to the same address, within a minute.</summary>
    public DateTimeOffset? SameTextAt { get; init; }

    /// <summary>When it shall leave, where that is later; null = now.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>The agent was asked about the repetition and wants it.</summary>
    public bool SendAnyway { get; init; }
}
