using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Conversations.List;

/// <summary>Which conversations a list holds. What is null or false does not narrow it.</summary>
internal sealed record ConversationFilter
{
    public static readonly string[] EveryStatus = ["open", "snoozed", "closed"];

    public string[] Statuses { get; init; } = EveryStatus;
    public Guid? AssigneeId { get; init; }
    public bool Unassigned { get; init; }

    /// <summary>Name or id of a label.</summary>
    public string? Label { get; init; }
    public string? Channel { get; init; }
    public Guid? InboxId { get; init; }

    /// <summary>Only these, where they pass everything else: whether rows on the screen still belong there.</summary>
    public Guid[]? Ids { get; init; }

    /// <summary>Likewise, those of these contacts.</summary>
    public Guid[]? ContactIds { get; init; }

    /// <summary>Reads the words of an address. Answers the filter, or the field that cannot be understood and why.</summary>
    public static (ConversationFilter? Filter, string Field, string Error) Read(IQueryCollection query, Caller caller)
    {
        string? Word(string field) => query[field].ToString().Trim() is { Length: > 0 } word ? word : null;

        var (status, assignee, channel, inbox) = (Word("status"), Word("assignee"), Word("channel"), Word("inbox"));
        if (status is not null && !EveryStatus.Contains(status)) return (null, "status", "Status is open, snoozed or closed.");
        if (assignee is not (null or "me" or "none") && !Guid.TryParse(assignee, out _))
            return (null, "assignee", "Assignee is me, none or the id of a teammate.");
        if (channel is not null && ChannelName.Parse(channel) is null) return (null, "channel", "Channel is sms, whatsapp or email.");
        if (inbox is not null && !Guid.TryParse(inbox, out _)) return (null, "inbox", "Inbox is the id of an inbox.");

        return (new()
        {
            Statuses = status is null ? EveryStatus : [status],
            AssigneeId = assignee switch { null or "none" => null, "me" => caller.UserId, _ => Guid.Parse(assignee) },
            Unassigned = assignee == "none",
            Label = Word("label"),
            Channel = channel,
            InboxId = inbox is null ? null : Guid.Parse(inbox),
        }, "", "");
    }
}
