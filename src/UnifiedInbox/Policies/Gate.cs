using System.Globalization;

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
    /// <summary>Twilio's limit for one message of text, in UTF-16 units (error 21617).</summary>
    public const int MostCharacters = 1_600;

    /// <summary>After someone wrote on WhatsApp, free text may be sent for so long.</summary>
    public static readonly TimeSpan WhatsAppWindow = TimeSpan.FromHours(24);

    private static readonly Func<SendFacts, Stage, Decision?>[] Rules =
    [
        MissingAddress,
        TooLong,
        OptedOut,
        Suppressed,
        OutsideWindow,
        DuplicateText,
        AnsweredMeanwhile,
        OverCap,
        DuringQuietHours,
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

    private static Decision? TooLong(SendFacts facts, Stage stage) => facts.Channel != "email" && facts.Length > MostCharacters
        ? new Decision(Verdict.Refused, "content_too_long", "A text can have at most 1,600 characters; this one has " + facts.Length.ToString("N0", CultureInfo.InvariantCulture) + ".")
        : null;

    /// <summary>The one message that may follow a STOP is the inbox's confirmation of it.</summary>
    private static Decision? OptedOut(SendFacts facts, Stage stage) => facts.Consent == "opted_out" && facts.AutoReply != "stop"
        ? new Decision(Verdict.Refused, "opted_out", facts.Channel == "email"
            ? "They unsubscribed from mail of this inbox."
            : "They opted out of messages from this number. They can write START to be reached again.")
        : null;

    private static Decision? Suppressed(SendFacts facts, Stage stage) => facts.Consent == "suppressed"
        ? new Decision(Verdict.Refused, "suppressed", "Mail to this address came back for good, or they reported it as spam. An admin can lift this.")
        : null;

    private static Decision? OutsideWindow(SendFacts facts, Stage stage)
    {
        if (facts.Channel != "whatsapp" || (facts.LastInboundAt is { } last && facts.At - last < WhatsAppWindow)) return null;
        return facts.TemplateStatus switch
        {
            "approved" => null,
            null when facts.LastInboundAt is null => new Decision(
                Verdict.Refused, "outside_window", "They have not written on WhatsApp within the last 24 hours; only an approved template can be sent now."),
            null => new Decision(
                Verdict.Refused, "outside_window", "By then more than 24 hours will have passed since they last wrote on WhatsApp; only an approved template can be sent."),
            _ => new Decision(Verdict.Refused, "template_not_approved", "WhatsApp has not approved this template, and they have not written within the last 24 hours."),
        };
    }

    /// <summary>A double click, an impatient retry: asked about before it is written, held if two came through at once.</summary>
    private static Decision? DuplicateText(SendFacts facts, Stage stage) => facts.SameTextAt is null || facts.SendAnyway || facts.AutoReply is not null
        ? null
        : new Decision(
            stage == Stage.Enqueue ? Verdict.Refused : Verdict.Held,
            "duplicate_text",
            "The same text went to them less than a minute ago.");

    private static Decision? AnsweredMeanwhile(SendFacts facts, Stage stage) => facts.AnsweredBy is not { } name || facts.SendAnyway
        ? null
        : new Decision(Verdict.Held, "answered_meanwhile", $"{name} answered while this was being written.");

    private static Decision? OverCap(SendFacts facts, Stage stage) => facts.DailyCap is not { } most || facts.SentToday < most || facts.AutoReply is not null || facts.At >= facts.NextDay
        ? null
        : new Decision(
            Verdict.Held,
            "daily_cap",
            string.Create(CultureInfo.InvariantCulture, $"This sender has sent what it may today ({most:N0}). It leaves tomorrow."),
            facts.NextDay);

    private static Decision? DuringQuietHours(SendFacts facts, Stage stage)
    {
        if (facts.Quiet is not { On: true } quiet || !quiet.Channels.Contains(facts.Channel) || facts.AutoReply is not null) return null;
        if (facts.OverrulesQuietHours && quiet.MayOverrule) return null;
        if (quiet.RepliesPass && facts.LastInboundAt is { } last && facts.At - last <= TimeSpan.FromHours(quiet.ReplyHours)) return null;
        if (quiet.HeldUntil(facts.Zones, facts.At) is not { } until) return null;
        var zone = facts.Zones.First(one => quiet.Covers(TimeZoneInfo.ConvertTime(facts.At, one).DateTime));
        var theirs = TimeZoneInfo.ConvertTime(facts.At, zone);
        var start = TimeZoneInfo.ConvertTime(until, zone);
        return new Decision(
            Verdict.Held,
            "quiet_hours",
            string.Create(CultureInfo.InvariantCulture, $"Quiet hours: it {(facts.Zones.Count > 1 ? "may be" : "is")} {theirs:ddd HH:mm} where they are. It leaves {start:ddd HH:mm} their time."),
            until);
    }
}
