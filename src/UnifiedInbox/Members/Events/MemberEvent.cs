using System.Text.Json;

namespace UnifiedInbox.Members.Events;

/// <summary>Something that happened to a member outside our messages.</summary>
public sealed record MemberEvent
{
    /// <summary>What fills this record, from <c>member_events e</c>.</summary>
    public const string Columns = """
               e.id,
               e.event_id,
               e.source,
               e.type,
               e.name,
               e.quantity,
               e.plan,
               e.amount,
               e.currency,
               e.price,
               e.reference,
               e.features,
               e.data,
               e.at,
               e.received_at
        """;

    public Guid Id { get; init; }
    public string EventId { get; init; } = "";

    /// <summary><c>api</c>, <c>csv</c> or <c>stripe</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary><c>feature_used</c>, <c>plan_changed</c>, <c>payment</c>, <c>refund</c>, <c>entitlements_changed</c> or <c>custom</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>The feature, the plan, what was paid for; of a custom event its own type.</summary>
    public string Name { get; init; } = "";
    public long? Quantity { get; init; }
    public string? Plan { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? Amount { get; init; }
    public string? Currency { get; init; }
    public string? Price { get; init; }
    public string? Reference { get; init; }

    /// <summary>JSON text of a list, or null.</summary>
    public string? Features { get; init; }

    /// <summary>JSON object text.</summary>
    public string Data { get; init; } = "{}";
    public DateTimeOffset At { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    public Money? Money => Amount is { } amount && Currency is { } currency ? new(amount, currency) : null;
}

/// <summary>An event as the API shows one.</summary>
internal sealed record MemberEventView(
    string Id, string Source, string Type, string Name, long? Quantity, string? Plan, long? Amount, string? Currency, string? Price, string? Reference,
    JsonElement? Features, JsonElement Data, DateTimeOffset At, DateTimeOffset ReceivedAt)
{
    public static MemberEventView Of(MemberEvent of) => new(
        of.EventId, of.Source, of.Type, of.Name, of.Quantity, of.Plan, of.Amount, of.Currency, of.Price, of.Reference,
        of.Features is { } features ? JsonElement.Parse(features) : null, JsonElement.Parse(of.Data), of.At, of.ReceivedAt);
}
