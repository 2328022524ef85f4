using System.Globalization;

namespace UnifiedInbox.Conversations;

/// <summary>The body of a PATCH: a field left out changes nothing, and a null one is emptied.</summary>
internal sealed class ConversationPatch
{
    private string? assigneeId;
    private bool hasAssignee;

    public string? Status { get; set; }
    public string? SnoozedUntil { get; set; }

    public string? AssigneeId
    {
        get => assigneeId;
        set => (assigneeId, hasAssignee) = (value, true);
    }

    public List<string>? Labels { get; set; }

    public (ConversationChange Change, ChangeOutcome.Invalid? Invalid) Read()
    {
        DateTimeOffset until = default;
        Guid assignee = default;
        if (SnoozedUntil is not null && !DateTimeOffset.TryParse(
                SnoozedUntil, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out until))
            return (new(), new("snoozedUntil", "invalid", "This is not a time, such as 2025-01-31T09:00:00Z."));
        if (assigneeId is not null && !Guid.TryParse(assigneeId, out assignee))
            return (new(), new("assigneeId", "unknown_assignee", "There is no such teammate."));
        return (new()
        {
            Status = Status,
            SnoozedUntil = SnoozedUntil is null ? null : until,
            SetAssignee = hasAssignee,
            AssigneeId = assigneeId is null ? null : assignee,
            Labels = Labels,
        }, null);
    }
}
