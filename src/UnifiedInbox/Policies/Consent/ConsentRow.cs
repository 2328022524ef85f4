namespace UnifiedInbox.Policies.Consent;

/// <summary>One row of the evidence: what an address said to one of our senders, or what was said for it.</summary>
public sealed record ConsentRow
{
    public Guid Id { get; init; }

    public Guid? ContactId { get; init; }

    public string? ContactName { get; init; }

    public string Address { get; init; } = "";

    public Guid InboxId { get; init; }

    public string InboxName { get; init; } = "";

    /// <summary><c>sms</c>, <c>whatsapp</c> or <c>email</c>.</summary>
    public string Channel { get; init; } = "";

    /// <summary><c>opted_in</c>, <c>opted_out</c>, or <c>suppressed</c> (email that came back for good, or was reported as spam).</summary>
    public string State { get; init; } = "";

    /// <summary><c>keyword</c>, <c>provider</c>, <c>agent</c>, <c>remembered</c>, <c>unsubscribe</c>, <c>bounce</c>, <c>complaint</c>, <c>import</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>What the person wrote, what the teammate noted, or the provider's code.</summary>
    public string? Wording { get; init; }

    /// <summary>The teammate who recorded it.</summary>
    public string? By { get; init; }

    public DateTimeOffset At { get; init; }

    internal const string Columns = """
        s.id,
        a.contact_id,
        p.name AS contact_name,
        s.address,
        s.inbox_id,
        i.name AS inbox_name,
        s.channel,
        s.state,
        s.source,
        s.wording,
        u.name AS by,
        s.at
        """;

    internal const string Tables = """
        consents s
          JOIN inboxes i ON i.id = s.inbox_id
          LEFT JOIN contact_addresses a ON a.value = s.address
          LEFT JOIN contacts p ON p.id = a.contact_id
          LEFT JOIN users u ON u.id = s.by_user
        """;

    /// <summary>How it became known, in words.</summary>
    public string How => Source switch
    {
        "keyword" => "they wrote",
        "provider" => "the provider refused with",
        "agent" => By is null ? "recorded by a teammate" : $"recorded by {By}",
        "remembered" => "remembered from before they were deleted",
        "unsubscribe" => "by the link in a mail",
        "bounce" => "mail came back",
        "complaint" => "reported as spam",
        _ => Source,
    };

    public string What => State switch { "opted_in" => "Opted in to", "suppressed" => "No more mail from", _ => "Opted out of" };
}
