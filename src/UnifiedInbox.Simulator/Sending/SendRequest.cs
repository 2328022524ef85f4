namespace UnifiedInbox.Simulator.Sending;

/// <summary>The parameters of a request to send, as they came.</summary>
internal sealed record SendRequest
{
    public string To { get; init; } = "";
    public string From { get; init; } = "";
    public string MessagingServiceSid { get; init; } = "";
    public string Body { get; init; } = "";
    public IReadOnlyList<string> MediaUrls { get; init; } = [];
    public string StatusCallback { get; init; } = "";
    public string ContentSid { get; init; } = "";
    public string ContentVariables { get; init; } = "";
    public string ScheduleType { get; init; } = "";
    public string SendAt { get; init; } = "";

    public bool IsWhatsApp => Address.IsWhatsApp(To);
    public bool IsScheduled => ScheduleType.Length > 0;
}
