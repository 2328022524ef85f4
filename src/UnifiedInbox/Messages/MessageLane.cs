namespace UnifiedInbox.Messages;

/// <summary>How a statement about one message <c>@id</c> begins and ends where it makes that message due: lane before message, as everywhere.</summary>
internal static class MessageLane
{
    /// <summary>The lane the message stands in, locked, as <c>lane</c>.</summary>
    public const string Locked = """
        WITH lane AS (
            SELECT l.conversation_id, l.channel
              FROM messages m
              JOIN send_lanes l ON l.conversation_id = m.conversation_id AND l.channel = m.channel
             WHERE m.id = @id
               FOR UPDATE OF l)
        """;

    /// <summary>Of what was changed, <c>due</c>, the lane is looked at now.</summary>
    public const string Woken = """
        woken AS (
            UPDATE send_lanes l SET due_at = least(l.due_at, @now) FROM due d WHERE l.conversation_id = d.conversation_id AND l.channel = d.channel)
        """;
}
