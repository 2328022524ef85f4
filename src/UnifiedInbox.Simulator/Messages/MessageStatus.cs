namespace UnifiedInbox.Simulator;

/// <summary>Twilio's words for where a message is, in the order in which they may follow each other.</summary>
public enum MessageStatus
{
    Accepted,
    Scheduled,
    Queued,
    Sending,
    Sent,
    Delivered,
    Undelivered,
    Failed,
    Canceled,
    Read,
    Received,
}

internal static class MessageStatusWords
{
    public static string Word(this MessageStatus status) => status switch
    {
        MessageStatus.Accepted => "accepted",
        MessageStatus.Scheduled => "scheduled",
        MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Sent => "sent",
        MessageStatus.Delivered => "delivered",
        MessageStatus.Undelivered => "undelivered",
        MessageStatus.Failed => "failed",
        MessageStatus.Canceled => "canceled",
        MessageStatus.Read => "read",
        _ => "received",
    };

    /// <summary>Nothing is under way any more: the record may be deleted or its text removed.</summary>
    public static bool IsSettled(this MessageStatus status) => status >= MessageStatus.Delivered;
}
