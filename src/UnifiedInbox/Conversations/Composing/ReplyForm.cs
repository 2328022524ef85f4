using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>The fields of the composer.</summary>
internal sealed class ReplyForm
{
    public Guid? MessageId { get; set; }
    public Guid? InboxId { get; set; }
    public string? Content { get; set; }
    public string? MediaUrl { get; set; }

    /// <summary>Key (<see cref="RowKey"/>) of the newest message the writer knew of when starting to write.</summary>
    public string? Seen { get; set; }
    public bool SendAnyway { get; set; }
}

/// <summary>A reply that was not taken, as it was written.</summary>
public sealed record RefusedReply(string Code, string Text, string Content, string? MediaUrl, Guid? InboxId)
{
    internal static RefusedReply Of(EnqueueOutcome.Refused refused, ReplyForm form) =>
        new(refused.Code, refused.Text, form.Content ?? "", form.MediaUrl, form.InboxId);
}
