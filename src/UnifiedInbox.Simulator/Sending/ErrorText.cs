namespace UnifiedInbox.Simulator.Sending;

/// <summary>Sentences for the codes a message may end with. Receivers must not read meaning into them.</summary>
internal static class ErrorText
{
    public static string Of(int code) => code switch
    {
        11200 => "HTTP retrieval failure",
        12300 => "Invalid Content-Type",
        20429 => "Too many requests",
        21610 => "Attempt to send to unsubscribed recipient",
        21703 => "The Messaging Service does not have a phone number available to send a message",
        30001 => "Queue overflow",
        30003 => "Unreachable destination handset",
        30004 => "Message blocked",
        30005 => "Unknown destination handset",
        30006 => "Landline or unreachable carrier",
        30007 => "Message filtered",
        30008 => "Unknown error",
        30019 => "Content size exceeds carrier limit",
        63016 => "outside the allowed window",
        63019 => "media failed to download",
        63021 => "invalid content error",
        63034 => "media exceeds size limit",
        _ => "Message could not be delivered",
    };
}
