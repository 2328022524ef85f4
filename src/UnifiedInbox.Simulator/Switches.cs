namespace UnifiedInbox.Simulator;

/// <summary>What happens to a request to send, instead of the plain 201.</summary>
public enum SendFault
{
    None,

    /// <summary>Refused with <see cref="Switches.FaultStatus"/> and <see cref="Switches.FaultCode"/>; nothing is accepted.</summary>
    Refuse,

    /// <summary>The connection is cut before anything is accepted.</summary>
    CutBefore,

    /// <summary>The message is accepted, then the answer is a 500.</summary>
    LostAnswer,

    /// <summary>The message is accepted, then the connection is cut.</summary>
    CutAfter,

    /// <summary>The message is accepted, the answer comes after <see cref="Switches.SlowAnswerMs"/>.</summary>
    Slow,
}

/// <summary>The last word a message gets from the carrier.</summary>
public enum Outcome
{
    Delivered,

    /// <summary>Many carriers never confirm: nothing follows <c>sent</c>.</summary>
    Sent,
    Undelivered,
    Failed,
}

/// <summary>How the carrier behaves. Immutable: change it by <see cref="SimulatedCarrier.Switch"/>.</summary>
public sealed record Switches
{
    /// <summary>The REST API answers 503 to everything.</summary>
    public bool Down { get; init; }

    /// <summary>Milliseconds before each status callback.</summary>
    public int CallbackDelayMs { get; init; }

    public SendFault Fault { get; init; }

    /// <summary>The fault hits this many sends and then switches itself off; null: every send.</summary>
    public int? FaultTimes { get; init; }

    public int FaultStatus { get; init; } = 429;
    public int FaultCode { get; init; } = 20429;

    /// <summary>Sent as <c>Retry-After</c> with a refusal, in seconds; null: no such header.</summary>
    public int? FaultRetryAfter { get; init; }

    public int SlowAnswerMs { get; init; } = 20_000;

    public Outcome Outcome { get; init; }

    /// <summary>Error code of messages whose outcome is undelivered or failed.</summary>
    public int OutcomeErrorCode { get; init; } = 30003;

    /// <summary>Status callbacks never sent, in percent, evenly spread: 50 loses every second one.</summary>
    public int LostCallbacksPercent { get; init; }

    /// <summary>Status callbacks sent twice, in percent, evenly spread.</summary>
    public int DoubledCallbacksPercent { get; init; }

    /// <summary>Status callbacks of a message arrive last first.</summary>
    public bool ReversedCallbacks { get; init; }

    /// <summary>Inbound messages that are stored and listed but whose webhook is never called, in percent, evenly spread.</summary>
    public int LostInboundPercent { get; init; }

    /// <summary>Free text over WhatsApp fails with 63016 unless that phone wrote within the last 24 hours.</summary>
    public bool WhatsAppWindow { get; init; } = true;

    /// <summary>WhatsApp messages are read as soon as they are delivered.</summary>
    public bool ReadAutomatically { get; init; }

    /// <summary>The carrier obeys STOP, START and HELP on SMS numbers, and answers them.</summary>
    public bool CarrierKeywords { get; init; } = true;

    /// <summary>Segments a second that leave one sender, as a US long code sends 1; 0: no limit.</summary>
    public int SegmentsPerSecond { get; init; }
}
