using System.Globalization;

namespace UnifiedInbox.Conversations.Bulk;

/// <summary>What is to become of many conversations at once; what is not set stays as it is.</summary>
internal sealed record BulkChange
{
    public const int Most = 200;

    public required Guid[] Ids { get; init; }

    /// <summary>open, snoozed or closed.</summary>
    public string? Status { get; init; }
    public DateTimeOffset? SnoozedUntil { get; init; }
    public bool SetAssignee { get; init; }
    public Guid? AssigneeId { get; init; }

    /// <summary>Names or ids.</summary>
    public IReadOnlyList<string> AddLabels { get; init; } = [];
    public IReadOnlyList<string> RemoveLabels { get; init; } = [];

    /// <summary>True: read by the caller; false: unread again.</summary>
    public bool? Read { get; init; }

    public (string Field, string Text)? Check(DateTimeOffset now) => this switch
    {
        { Ids.Length: 0 } => ("ids", "Name the conversations."),
        { Ids.Length: > Most } => ("ids", $"At most {Most} conversations can be changed at once."),
        { Status: not (null or "open" or "snoozed" or "closed") } => ("status", "Status is open, snoozed or closed."),
        { Status: not "snoozed", SnoozedUntil: not null } => ("snoozedUntil", "Only a snoozed conversation has a time to come back."),
        { Status: "snoozed", SnoozedUntil: null } => ("snoozedUntil", "Say when the conversations are to come back."),
        { Status: "snoozed" } when SnoozedUntil <= now => ("snoozedUntil", "Choose a time that is still to come."),
        { AddLabels.Count: > 50 } => ("addLabels", "These are too many labels."),
        { RemoveLabels.Count: > 50 } => ("removeLabels", "These are too many labels."),
        { Status: null, SetAssignee: false, AddLabels.Count: 0, RemoveLabels.Count: 0, Read: null } => ("ids", "Say what is to be changed."),
        _ => null,
    };
}

/// <summary>The body of <c>POST /api/conversations/bulk</c>: a field left out changes nothing.</summary>
internal sealed class BulkRequest
{
    private string? assigneeId;
    private bool hasAssignee;

    public List<string>? Ids { get; set; }
    public string? Status { get; set; }
    public string? SnoozedUntil { get; set; }

    public string? AssigneeId
    {
        get => assigneeId;
        set => (assigneeId, hasAssignee) = (value, true);
    }

    public List<string>? AddLabels { get; set; }
    public List<string>? RemoveLabels { get; set; }
    public bool? Read { get; set; }

    public (BulkChange? Change, string Field, string Text) ToChange()
    {
        DateTimeOffset until = default;
        Guid assignee = default;
        var ids = new HashSet<Guid>();
        foreach (var word in Ids ?? [])
        {
            if (!Guid.TryParse(word, out var id)) return (null, "ids", "An id of a conversation is a UUID.");
            ids.Add(id);
        }
        if (SnoozedUntil is not null && !DateTimeOffset.TryParse(
                SnoozedUntil, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out until))
            return (null, "snoozedUntil", "This is not a time, such as 2025-01-31T09:00:00Z.");
        if (assigneeId is not null && !Guid.TryParse(assigneeId, out assignee)) return (null, "assigneeId", "There is no such teammate.");
        return (new()
        {
            Ids = [.. ids],
            Status = Status ?? (SnoozedUntil is null ? null : "snoozed"),
            SnoozedUntil = SnoozedUntil is null ? null : until,
            SetAssignee = hasAssignee,
            AssigneeId = assigneeId is null ? null : assignee,
            AddLabels = AddLabels ?? [],
            RemoveLabels = RemoveLabels ?? [],
            Read = Read,
        }, "", "");
    }
}

internal abstract record BulkOutcome
{
    /// <param name="Changed">How many.</param>
    /// <param name="Skipped">Those that stayed as they were, and why: <c>not_found</c>, <c>conversation_live</c>, <c>assignee_without_access</c>.</param>
    /// <param name="UndoId">Names what <see cref="UndoBulk"/> takes back; null where there is nothing to.</param>
    public sealed record Done(int Changed, IReadOnlyList<Skipped> Skipped, Guid? UndoId) : BulkOutcome;

    public sealed record Invalid(string Field, string Code, string Text) : BulkOutcome;
}

internal sealed record Skipped(Guid Id, string Code);
