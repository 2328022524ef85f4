using System.Text.Json;
using System.Text.Json.Serialization;

namespace UnifiedInbox.Live;

/// <summary>
/// What happened to what: ids, never words. <see cref="Kind"/> is one of message, conversation, contact, delivery, read,
/// attachment, export, import, inbox, settings, user, note, mention, draft, view, meaning; or, passing,
/// presence and draft-text. A <c>read</c> or <c>mention</c>, and a <c>note</c> that names a user, is told
/// to that user only; where <see cref="InboxId"/> is set, only people
/// who may use that inbox hear of it.
/// </summary>
internal sealed record Change(
    string Kind,
    Guid? InboxId = null,
    Guid? ConversationId = null,
    Guid? ContactId = null,
    Guid? MessageId = null,
    Guid? UserId = null,
    Guid? NoteId = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>A change at its place in the feed.</summary>
internal sealed record FeedEntry(FeedPosition Position, Change Change, DateTimeOffset At)
{
    /// <summary>Told to those who listen now and kept nowhere; its position says nothing.</summary>
    public bool IsPassing { get; init; }
}
