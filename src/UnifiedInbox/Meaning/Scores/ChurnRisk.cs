namespace UnifiedInbox.Meaning.Scores;

/// <summary>The chance that somebody falls silent.</summary>
/// <param name="Chance">0 to 1; null where it is unknown.</param>
/// <param name="Because">Why it is unknown, as a sentence.</param>
/// <param name="Parts">What it follows from; points are what each adds to the logarithm of the odds.</param>
internal sealed record ChurnRisk(double? Chance, string? Because, IReadOnlyList<ScorePart> Parts)
{
    public static ChurnRisk Of(IReadOnlyList<DateTime> days, DateTimeOffset now, LearnedChurn learned)
    {
        var (silence, because) = Silence.At(days, now.UtcDateTime);
        if (silence is null) return new ChurnRisk(null, because, []);
        if (learned.Model is not { } model) return new ChurnRisk(null, learned.Because, []);
        var effects = model.Effects(silence.Features);
        var known = days.Where(day => day > now.UtcDateTime.AddDays(-Silence.Window)).ToList();
        var last30 = known.Count(day => day > now.UtcDateTime.AddDays(-30));
        var before = known.Count(day => day > now.UtcDateTime.AddDays(-60) && day <= now.UtcDateTime.AddDays(-30));
        return new ChurnRisk(Math.Clamp(model.Chance(silence.Features), 0, 1), null,
        [
            new("silence", Rounded(effects[0] + effects[1]), 0, Engagement.Text($"Silent for {Engagement.Count(Math.Floor(silence.SilentDays), "day")}; usually {Engagement.Count(Math.Max(1, Math.Round(silence.GapDays)), "day")} between two")),
            new("rhythm", Rounded(effects[2]), 0, silence.Features[2] > 1 ? "Writes irregularly" : "Writes regularly"),
            new("trend", Rounded(effects[3] + effects[4]), 0, Engagement.Text($"{Engagement.Count(last30, "day")} of writing in the last 30, {before} in the 30 before")),
            new("history", Rounded(effects[5] + effects[6]), 0, Engagement.Text($"{Engagement.Count(known.Count, "day")} of writing in {Engagement.Count(Math.Floor((now.UtcDateTime - known[0]).TotalDays), "day")}")),
        ]);
    }

    private static double Rounded(double value) => Math.Round(value, 2);
}
