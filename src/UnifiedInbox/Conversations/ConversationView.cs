namespace UnifiedInbox.Conversations;

/// <summary>A conversation in the API. <c>labels</c> are names and may be sent back as they came.</summary>
internal sealed record ConversationView
{
    public required Guid Id { get; init; }
    public required Guid ContactId { get; init; }
    public required ContactView Contact { get; init; }
    public required Guid InboxId { get; init; }
    public required InboxView Inbox { get; init; }
    public required string Status { get; init; }
    public required DateTimeOffset? SnoozedUntil { get; init; }
    public required Guid? AssigneeId { get; init; }
    public required AssigneeView? Assignee { get; init; }
    public required string[] Labels { get; init; }
    public required bool Unread { get; init; }
    public required bool HasDraft { get; init; }
    public required DateTimeOffset? WaitingSince { get; init; }
    public required LastMessageView? LastMessage { get; init; }
    public required DateTimeOffset LastAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ConversationView Of(Conversation c) => new()
    {
        Id = c.Id,
        ContactId = c.ContactId,
        Contact = new(c.ContactId, c.ContactName, c.ContactPhone, c.ContactEmail),
        InboxId = c.InboxId,
        Inbox = new(c.InboxId, c.InboxName, c.InboxChannel, c.InboxAddress),
        Status = c.Status,
        SnoozedUntil = c.SnoozedUntil,
        AssigneeId = c.AssigneeId,
        Assignee = c.AssigneeId is { } id ? new(id, c.AssigneeName ?? "") : null,
        Labels = c.Labels,
        Unread = c.Unread,
        HasDraft = c.HasDraft,
        WaitingSince = c.WaitingSince,
        LastMessage = c.LastMessageId is { } last ? new(last, c.LastPreview, c.LastDirection, c.LastChannel, c.LastAt) : null,
        LastAt = c.LastAt,
        ClosedAt = c.ClosedAt,
        CreatedAt = c.CreatedAt,
        UpdatedAt = c.UpdatedAt,
    };
}

internal sealed record ContactView(Guid Id, string Name, string? Phone, string? Email);

internal sealed record InboxView(Guid Id, string Name, string Channel, string Address);

internal sealed record AssigneeView(Guid Id, string Name);

internal sealed record LastMessageView(Guid Id, string Preview, string? Direction, string? Channel, DateTimeOffset At);
