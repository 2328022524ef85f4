using UnifiedInbox.Policies.QuietHours;

namespace UnifiedInbox.Policies;

/// <summary>A row of <c>send_facts</c>.</summary>
internal record FactsRow
{
    public string? Consent { get; init; }

    public DateTimeOffset? SameTextAt { get; init; }

    public DateTimeOffset? LastInboundAt { get; init; }

    public string? TemplateStatus { get; init; }

    public int? DailyCap { get; init; }

    public int SentToday { get; init; }

    public string? ContactZone { get; init; }

    public string? ContactPhone { get; init; }

    /// <summary>A teammate who answered meanwhile; asked of the outbox only.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>The facts of a message to <paramref name="address"/> that would leave at <paramref name="at"/>; the caller adds what it knows of it.</summary>
    public SendFacts With(PolicySettings policy, string channel, string address, string content, DateTimeOffset at) => new()
    {
        Address = address,
        Channel = channel,
        At = at,
        Length = content.Length,
        Consent = Consent,
        SameTextAt = SameTextAt,
        LastInboundAt = LastInboundAt,
        AnsweredBy = AnsweredBy,
        DailyCap = DailyCap,
        SentToday = SentToday,
        NextDay = policy.NextDay,
        Quiet = policy.Quiet,
        Zones = policy.Quiet.On && policy.Quiet.Channels.Contains(channel)
            ? RecipientZones.Of(ContactZone, address.StartsWith('+') ? address : ContactPhone, policy.TeamZone)
            : [],
    };
}
