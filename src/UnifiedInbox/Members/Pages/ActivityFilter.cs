using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Pages;

/// <summary>Which kinds of things a member's history shows.</summary>
/// <param name="Show">As in the address: <c>all</c>, <c>messages</c>, <c>notes</c>, <c>usage</c>, <c>plans</c> or <c>status</c>.</param>
public sealed record ActivityFilter(string Show)
{
    public static readonly IReadOnlyList<(string Show, string Title)> Choices =
        [("all", "Everything"), ("messages", "Messages"), ("notes", "Notes"), ("usage", "Usage"), ("plans", "Plans and payments"), ("status", "Status")];

    private static readonly string[] Usage = [EventType.FeatureUsed, EventType.EntitlementsChanged, EventType.Custom];
    private static readonly string[] Plans = [EventType.PlanChanged, EventType.Payment, EventType.Refund];

    public static ActivityFilter Parse(string? show) => new(Choices.Any(choice => choice.Show == show) ? show! : "all");

    public bool Messages => Show is "all" or "messages";
    public bool Notes => Show is "all" or "notes";
    public bool Statuses => Show is "all" or "status";

    /// <summary>The types of events.</summary>
    public string[] Types => Show switch { "all" => [.. Usage, .. Plans], "usage" => Usage, "plans" => Plans, _ => [] };
}
