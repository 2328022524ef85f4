namespace UnifiedInbox.Conversations;

/// <summary>What is to become of a conversation; what is not set stays as it is.</summary>
internal sealed record ConversationChange
{
    /// <summary>open, snoozed or closed.</summary>
    public string? Status { get; init; }

    /// <summary>When a snoozed conversation opens again; belongs to status snoozed and implies it.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    public bool SetAssignee { get; init; }
    public Guid? AssigneeId { get; init; }

    /// <summary>Names or ids: these and no others.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}

internal abstract record ChangeOutcome
{
    public sealed record Done(Conversation Conversation) : ChangeOutcome;

    public sealed record NotFound : ChangeOutcome;

    public sealed record Invalid(string Field, string Code, string Message) : ChangeOutcome;

    /// <summary>It cannot open again, because contact and inbox have another one going.</summary>
    public sealed record AnotherIsLive(Guid ConversationId) : ChangeOutcome;
}
