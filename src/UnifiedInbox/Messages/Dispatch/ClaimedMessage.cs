using UnifiedInbox.Channels;

namespace UnifiedInbox.Messages;

/// <summary>A message of which this node, and only this node, may make one attempt.</summary>
/// <param name="DueAt">When it was written or, if later, was to leave.</param>
internal sealed record ClaimedMessage(string Provider, Guid ConversationId, DateTimeOffset DueAt, OutgoingMessage Outgoing);
