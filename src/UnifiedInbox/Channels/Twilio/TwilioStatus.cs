namespace UnifiedInbox.Channels.Twilio;

/// <summary>Twilio's message statuses in our words.</summary>
internal static class TwilioStatus
{
    /// <summary>Ours for theirs; null for a value that is new to us. Everything before "sent" only proves that Twilio has the message.</summary>
    public static string? Map(string status) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "sent" or "partially_delivered" => "sent",
        "delivered" => "delivered",
        "read" => "read",
        "undelivered" or "failed" => "failed",
        "canceled" => "canceled",
        _ => null,
    };

    /// <summary>Whether no further report is expected, but for a read receipt.</summary>
    public static bool IsTerminal(string status) => status is "delivered" or "read" or "undelivered" or "failed" or "canceled";
}
