namespace UnifiedInbox.Policies.Consent;

/// <summary>One of our senders, for which consent can be recorded.</summary>
public sealed record ConsentSender
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Channel { get; init; } = "";

    internal const string Sql = "SELECT i.id, i.name, i.channel FROM inboxes i WHERE i.disabled_at IS NULL AND can_use_inbox(@userId, i.id) ORDER BY i.created_at, i.id";
}
