namespace UnifiedInbox.Policies;

/// <summary>When the gate is asked.</summary>
internal enum Stage
{
    /// <summary>Before a message is written; a refusal reaches the person who wrote it.</summary>
    Enqueue,

    /// <summary>In the transaction that claims it for sending; this answer counts.</summary>
    Claim,
}

/// <summary>
/// The one gate every message passes before a provider sees it. The rules are asked in order and the first that objects decides.
/// Pure: what it looks at is read by the caller (<see cref="SendFacts"/>), what it says is written by the caller as a row of
/// <c>policy_decisions</c>.
/// </summary>
internal static class Gate
{
    private static readonly Func<SendFacts, Stage, Decision?>[] Rules =
    [
        MissingAddress,
        OptedOut,
        Suppressed,
        DuplicateText,
    ];

    public static Decision Decide(SendFacts facts, Stage stage)
    {
        foreach (var rule in Rules)
            if (rule(facts, stage) is { } decision) return decision;
        return Decision.Allowed;
    }

    private static Decision? MissingAddress(SendFacts facts, Stage stage) => facts.Address is not null
        ? null
        : facts.Channel switch
        {
            "email" => new Decision(Verdict.Refused, "contact_missing_email", "This contact has no email address."),
            "whatsapp" => new Decision(Verdict.Refused, "contact_missing_phone", "This contact has no number that WhatsApp can reach."),
            _ => new Decision(Verdict.Refused, "contact_missing_phone", "This contact has no phone number that can receive texts."),
        };

    private static Decision? OptedOut(SendFacts facts, Stage stage) => facts.Consent == "opted_out"
        ? new Decision(Verdict.Refused, "opted_out", facts.Channel == "email"
            ? "They unsubscribed from mail of this inbox."
            : "They opted out of messages from this number. They can write START to be reached again.")
        : null;

    private static Decision? Suppressed(SendFacts facts, Stage stage) => facts.Consent == "suppressed"
        ? new Decision(Verdict.Refused, "suppressed", "Mail to this address came back for good, or they reported it as spam. An admin can lift this.")
        : null;

    /// <summary>A double click, an impatient retry: asked about before it is written, held if two came through at once.</summary>
    private static Decision? DuplicateText(SendFacts facts, Stage stage) => facts.SameTextAt is null || facts.SendAnyway
        ? null
        : new Decision(
            stage == Stage.Enqueue ? Verdict.Refused : Verdict.Held,
            "duplicate_text",
            "The same text went to them less than a minute ago.");
}
