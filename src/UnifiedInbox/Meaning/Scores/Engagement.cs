using System.Globalization;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>A part of a score.</summary>
/// <param name="Name">recency, frequency, replies, speed or opens; of a risk: silence, rhythm, trend, history.</param>
/// <param name="Points">What it gave; null where it could not be measured and was left out.</param>
/// <param name="Most">What it can give.</param>
/// <param name="Words">The fact behind it, as a person reads it.</param>
public sealed record ScorePart(string Name, double? Points, double Most, string Words);

/// <summary>
/// How engaged a contact is, 0 to 100: of 100 points recency gives 30 (halved every 30 days), frequency 25 (by the logarithm of the days
/// they wrote on, full at 20 of 90), replies 20 (the share of our turns they answered), their speed 15 (full within an hour, none after a
/// week, by the logarithm) and opens 10 (the share of mails and WhatsApp messages). A part that cannot be measured is left out and the
/// others are scaled up.
/// </summary>
internal static class Engagement
{
    private const double FullDays = 20;
    private const double WeekHours = 24 * 7;

    /// <returns>Null where there was never a message either way.</returns>
    public static (int Score, IReadOnlyList<ScorePart> Parts)? Of(MemberFacts facts, DateTimeOffset now)
    {
        if (facts.Messages == 0) return null;
        ScorePart[] parts = [Recency(facts, now), Frequency(facts), Replies(facts), Speed(facts), Opens(facts)];
        var measured = parts.Where(part => part.Points is not null).ToList();
        var score = 100 * measured.Sum(part => part.Points!.Value) / measured.Sum(part => part.Most);
        return ((int)Math.Round(score, MidpointRounding.AwayFromZero), parts);
    }

    private static ScorePart Recency(MemberFacts facts, DateTimeOffset now)
    {
        if (facts.LastInboundAt is not { } last) return new("recency", 0, 30, "They have never written");
        var days = Math.Max(0, (now - last).TotalDays);
        return new("recency", 30 * Math.Pow(2, -days / 30), 30, days < 1 ? "Wrote within the last day" : Text($"Wrote {Count(Math.Floor(days), "day")} ago"));
    }

    private static ScorePart Frequency(MemberFacts facts) =>
        new("frequency", 25 * Math.Min(1, Math.Log(1 + facts.ActiveDays) / Math.Log(1 + FullDays)), 25, Text($"Wrote on {Count(facts.ActiveDays, "day")} of the last {MemberFacts.FrequencyDays}"));

    private static ScorePart Replies(MemberFacts facts)
    {
        var turns = facts.Answered + facts.Unanswered;
        return turns == 0
            ? new("replies", null, 20, "Nothing of ours that could be answered yet")
            : new("replies", 20.0 * facts.Answered / turns, 20, Text($"Answered {facts.Answered} of {Count(turns, "message")} of ours within {MemberFacts.AnswerDays} days"));
    }

    private static ScorePart Speed(MemberFacts facts)
    {
        if (facts.ReplySeconds is not { } seconds) return new("speed", null, 15, "No answer of theirs to time yet");
        var hours = seconds / 3600;
        return new("speed", 15 * Math.Clamp(1 - (Math.Log(Math.Max(hours, 1)) / Math.Log(WeekHours)), 0, 1), 15, $"Answers within {Span(hours)}, half of the time");
    }

    private static ScorePart Opens(MemberFacts facts) => facts.Readable == 0
        ? new("opens", null, 10, "No mail or WhatsApp message that could be opened")
        : new("opens", 10.0 * facts.Opened / facts.Readable, 10, Text($"Opened {facts.Opened} of {Count(facts.Readable, "mail or WhatsApp message")}"));

    private static string Span(double hours) => hours switch
    {
        < 1 => Count(Math.Max(1, Math.Round(hours * 60)), "minute"),
        < 48 => Count(Math.Round(hours), "hour"),
        _ => Count(Math.Round(hours / 24), "day"),
    };

    internal static string Count(double number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0} ") + (number == 1 ? noun : noun.Replace("mail or WhatsApp message", "mails or WhatsApp message", StringComparison.Ordinal) + "s");

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
