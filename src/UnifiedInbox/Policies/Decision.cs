namespace UnifiedInbox.Policies;

internal enum Verdict
{
    Allowed,

    /// <summary>May not be sent; trying again will not help until something changes.</summary>
    Refused,

    /// <summary>Waits for a person or a time.</summary>
    Held,
}

/// <param name="Rule">The rule that spoke: a code programs may switch on.</param>
/// <param name="Reason">One sentence for the agent; null when allowed.</param>
/// <param name="Until">Held only: the message is scheduled for then, and the gate asked again. Null = it waits for a person.</param>
internal sealed record Decision(Verdict Verdict, string Rule, string? Reason, DateTimeOffset? Until = null)
{
    public static readonly Decision Allowed = new(Verdict.Allowed, "allowed", null);

    public static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Allowed => "allowed",
        Verdict.Refused => "refused",
        _ => "held",
    };
}
