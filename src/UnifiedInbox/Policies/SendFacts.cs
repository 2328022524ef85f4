using UnifiedInbox.Policies.QuietHours;

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

    /// <summary>When it would leave: now, or when it is scheduled for.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of the text, in UTF-16 units.</summary>
    public int Length { get; init; }

    /// <summary><c>opted_out</c>, <c>opted_in</c>, <c>suppressed</c> (email), or null where they never said anything.</summary>
    public string? Consent { get; init; }

    /// <summary>When the same text last went (or was about to go) from the same sender to the same address, within a minute.</summary>
    public DateTimeOffset? SameTextAt { get; init; }

    /// <summary>The agent was asked about the repetition, or about a colleague's answer, and wants it.</summary>
    public bool SendAnyway { get; init; }

    /// <summary>The agent was told of quiet hours and wants it now.</summary>
    public bool OverrulesQuietHours { get; init; }

    /// <summary>The inbox's own answer to a keyword: <c>stop</c>, <c>start</c> or <c>help</c>.</summary>
    public string? AutoReply { get; init; }

    /// <summary>A colleague who answered after what the writer had seen.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When this address last wrote to this sender; null where that is longer ago than any rule asks.</summary>
    public DateTimeOffset? LastInboundAt { get; init; }

    /// <summary>What WhatsApp says of the template it is (<c>approved</c> …); null for free text.</summary>
    public string? TemplateStatus { get; init; }

    /// <summary>How many messages a day the sender may send, and has.</summary>
    public int? DailyCap { get; init; }

    public int SentToday { get; init; }

    /// <summary>When the sender's next day begins.</summary>
    public DateTimeOffset NextDay { get; init; }

    public QuietTimes? Quiet { get; init; }

    /// <summary>By which clocks they may live; never empty where <see cref="Quiet"/> is set.</summary>
    public IReadOnlyList<TimeZoneInfo> Zones { get; init; } = [];
}
