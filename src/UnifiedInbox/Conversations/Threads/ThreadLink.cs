using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Threads;

/// <summary>The address of a message in its thread: the thread as it is where it is recent, else the stretch that ends there.</summary>
public static class ThreadLink
{
    public static string To(Guid conversationId, DateTimeOffset at, Guid messageId) =>
        $"/inbox/{conversationId}?before={new TimelineKey(at.AddTicks(1), Guid.AllBitsSet)}#{TimelineMessage.IdOf(messageId)}";
}
