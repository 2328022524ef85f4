namespace UnifiedInbox.Simulator;

/// <summary>One webhook, with all its attempts, as the provider's debugger would show it.</summary>
public sealed record WebhookCall
{
    /// <summary>Counts up from 1; 0 until it is in the log.</summary>
    public long Number { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary><c>inbound</c>, or the status that was reported.</summary>
    public required string Kind { get; init; }
    public required string MessageSid { get; init; }
    public required string Url { get; init; }
    public required IReadOnlyList<KeyValuePair<string, string>> Form { get; init; }
    public int Attempts { get; init; }

    /// <summary>HTTP status of the last attempt; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was no answer.</summary>
    public string? Error { get; init; }
    public string? ContentType { get; init; }
    public string Answer { get; init; } = "";
    public TimeSpan Took { get; init; }

    /// <summary>What Twilio's debugger would log: 11200 bad answer, 11205 no connection, 12100 bad TwiML, 12300 no content type.</summary>
    public int? DebuggerCode { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;
}
