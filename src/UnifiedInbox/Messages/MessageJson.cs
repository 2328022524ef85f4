using System.Text.Json.Nodes;

namespace UnifiedInbox.Messages;

/// <summary>A message as the API shows it.</summary>
/// <param name="Status">held, scheduled, queued, sending, unconfirmed, sent, delivered, read, failed, canceled or received.</param>
/// <param name="MediaUrl">The first of its files, or of the addresses handed to the provider; null without any.</param>
/// <param name="WaitReason">Why it has not left yet, in words.</param>
internal sealed record MessageJson(
    Guid Id,
    Guid ContactId,
    Guid ConversationId,
    Guid InboxId,
    Guid? UserId,
    string Channel,
    string Direction,
    string? Subject,
    string Content,
    string? Html,
    string Status,
    MessageErrorJson? Error,
    string? WaitReason,
    string From,
    string To,
    IReadOnlyList<string> Cc,
    IReadOnlyList<string> Bcc,
    string? MediaUrl,
    IReadOnlyList<string> MediaUrls,
    IReadOnlyList<AttachmentJson> Attachments,
    JsonNode? Metadata,
    Guid? ThreadId,
    string? ProviderId,
    DateTimeOffset? ScheduledAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt,
    DateTimeOffset At,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The zone a scheduled message's time was chosen in.</summary>
    public string? TimeZone { get; init; }

    /// <summary>RRULE by which another follows it.</summary>
    public string? Repeat { get; init; }

    /// <summary>A message from the contact cancels it while it is scheduled.</summary>
    public bool CancelOnReply { get; init; }

    public static MessageJson Of(Message message) => new(
        message.Id,
        message.ContactId,
        message.ConversationId,
        message.InboxId,
        message.AuthorId,
        message.Channel,
        message.Direction,
        message.Subject,
        message.Content,
        message.Html,
        message.Status,
        message.ErrorCode is null ? null : new MessageErrorJson(message.ErrorCode, message.ErrorText ?? ""),
        message.WaitReason,
        message.FromAddress,
        message.ToAddress,
        message.Cc,
        message.Bcc,
        message.Attachments.Count > 0 ? message.Attachments[0].Url : message.MediaUrls.FirstOrDefault(),
        message.Channel == "email" ? message.MediaUrls : [.. message.Attachments.Select(file => file.Url), .. message.MediaUrls],
        [.. message.Attachments.Select(file => new AttachmentJson(file.Id, file.Name, file.ContentType, file.Size, file.Url, file.Status, file.ErrorText))],
        JsonNode.Parse(message.Metadata),
        message.ThreadId,
        message.ProviderId,
        message.ScheduledAt,
        message.SentAt,
        message.DeliveredAt,
        message.ReadAt,
        message.At,
        message.CreatedAt,
        message.UpdatedAt)
    {
        TimeZone = message.TimeZone,
        Repeat = message.Repeat,
        CancelOnReply = message.CancelOnReply,
    };
}

/// <param name="Code">The provider's code, or ours.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record MessageErrorJson(string Code, string Message);

/// <param name="Size">Bytes; null until fetched.</param>
/// <param name="Status"><c>pending</c>, <c>stored</c> or <c>failed</c>.</param>
internal sealed record AttachmentJson(Guid Id, string Name, string ContentType, long? Size, string Url, string Status, string? Error);
