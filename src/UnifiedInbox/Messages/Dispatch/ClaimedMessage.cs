using UnifiedInbox.Channels;

namespace UnifiedInbox.Messages;

/// <summary>A message of which this node, and only this node, may make one attempt.</summary>
internal sealed record ClaimedMessage(string Provider, Guid ConversationId, DateTimeOffset FirstAttemptAt, OutgoingMessage Outgoing);
