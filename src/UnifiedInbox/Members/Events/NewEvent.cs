using System.Text.Json.Serialization;

namespace UnifiedInbox.Members.Events;

/// <summary>What kind of thing happened; the words of the database and the API.</summary>
internal static class EventType
{
    public const string FeatureUsed = "feature_used";
    public const string PlanChanged = "plan_changed";
    public const string Payment = "payment";
    public const string Refund = "refund";

    /// <summary>All the features a member has from then on.</summary>
    public const string EntitlementsChanged = "entitlements_changed";
    public const string Custom = "custom";

    public static readonly IReadOnlyList<string> All = [FeatureUsed, PlanChanged, Payment, Refund, EntitlementsChanged, Custom];
}

/// <summary>An event as it is written: checked, in the names <c>take_member_events</c> reads.</summary>
internal sealed record NewEvent
{
    [JsonPropertyName("ord")] public int Order { get; init; }
    [JsonPropertyName("id")] public Guid Id { get; init; }

    /// <summary>As its source calls it: a second one of the same member is the same event.</summary>
    [JsonPropertyName("event_id")] public required string EventId { get; init; }
    [JsonPropertyName("keys")] public required string[] Keys { get; init; }
    [JsonPropertyName("type")] public required string Type { get; init; }
    [JsonPropertyName("name")] public string Name { get; init; } = "";
    [JsonPropertyName("quantity")] public long? Quantity { get; init; }
    [JsonPropertyName("plan")] public string? Plan { get; init; }
    [JsonPropertyName("amount")] public long? Amount { get; init; }
    [JsonPropertyName("currency")] public string? Currency { get; init; }

    /// <summary>A plan's price in words: <c>$29/mo</c>.</summary>
    [JsonPropertyName("price")] public string? Price { get; init; }
    [JsonPropertyName("reference")] public string? Reference { get; init; }
    [JsonPropertyName("features")] public IReadOnlyList<Entitlement>? Features { get; init; }
    [JsonPropertyName("member_since")] public DateTimeOffset? MemberSince { get; init; }
    [JsonPropertyName("data")] public System.Text.Json.JsonElement? Data { get; init; }
    [JsonPropertyName("at")] public DateTimeOffset At { get; init; }
}

/// <summary>A feature somebody has.</summary>
/// <param name="Name">As the product that has it calls it.</param>
/// <param name="Limit">How often it may be used; null = as often as they like, or nobody said.</param>
public sealed record Entitlement(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("limit")] long? Limit);

/// <summary>Why an event was not taken.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Id">Its id, where it has one.</param>
/// <param name="Field">What is wrong with it.</param>
/// <param name="Message">A sentence.</param>
public sealed record RejectedEvent(int Index, string? Id, string Field, string Message);
