using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Pages;

/// <summary>An event as people read it.</summary>
internal static class EventWords
{
    public static string Title(MemberEvent of) => of.Type switch
    {
        EventType.FeatureUsed => of.Quantity is > 1 ? $"Used {of.Name} {of.Quantity.Value.ToString("N0", CultureInfo.InvariantCulture)} times" : $"Used {of.Name}",
        EventType.PlanChanged => of.Plan is { } plan ? $"Plan: {plan}{(of.Price is { } price ? " " + price : "")}" : "The plan ended",
        EventType.Payment => $"Paid {of.Money}",
        EventType.Refund => $"Refunded {of.Money}",
        EventType.EntitlementsChanged => "Features changed",
        _ => of.Name,
    };

    public static string Details(MemberEvent of) => of.Type switch
    {
        EventType.Payment or EventType.Refund => string.Join(" · ", new[] { of.Name, of.Reference }.Where(word => !string.IsNullOrEmpty(word))),
        EventType.EntitlementsChanged when of.Features is { } features => string.Join(", ", (JsonSerializer.Deserialize<List<Entitlement>>(features) ?? []).Select(one => one.Name)),
        EventType.Custom => string.Join(" · ", JsonElement.Parse(of.Data).EnumerateObject()
            .Where(member => member.Name is not ("id" or "type" or "at") && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            .Take(6).Select(member => $"{member.Name}: {member.Value}")),
        _ => "",
    };
}
