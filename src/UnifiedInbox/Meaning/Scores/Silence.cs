namespace UnifiedInbox.Meaning.Scores;

/// <summary>
/// What the days on which somebody wrote say about whether they will go on: how long they have been silent against their own rhythm, how
/// regular that is, whether it slows down, how long it lasts.
/// </summary>
internal sealed record Silence(double SilentDays, double GapDays, double[] Features)
{
    /// <summary>"Falls silent": writes nothing for so many days.</summary>
    public const int Horizon = 30;

    /// <summary>With fewer days of writing there is no rhythm.</summary>
    public const int FewestDays = 3;

    /// <summary>And a rhythm takes so long to show.</summary>
    public const int ShortestDays = 14;

    /// <summary>Who has been silent for longer has fallen silent: there is nothing to foretell.</summary>
    public const int LongestSilence = 90;

    /// <summary>The window days are looked at in.</summary>
    public const int Window = 365;

    public static readonly IReadOnlyList<string> Names = ["silence", "rhythm", "regularity", "recent", "trend", "history", "days"];

    /// <summary>Reads what was known at <paramref name="now"/>.</summary>
    /// <param name="days">Days of writing, ascending, UTC; later ones than <paramref name="now"/> are not looked at.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The features, or why there are none, as a sentence.</returns>
    public static (Silence? Silence, string? Because) At(IReadOnlyList<DateTime> days, DateTime now)
    {
        var known = days.Where(day => day <= now && day > now.AddDays(-Window)).ToList();
        if (known.Count < FewestDays) return (null, $"They have written on {Engagement.Count(known.Count, "day")} of the last year; a rhythm shows from {FewestDays} on.");
        var tenure = (now - known[0]).TotalDays;
        if (tenure < ShortestDays) return (null, $"They have written for {Engagement.Count(Math.Floor(tenure), "day")} only; a rhythm shows after {ShortestDays}.");
        var silent = (now - known[^1]).TotalDays;
        if (silent > LongestSilence) return (null, $"They have been silent for {Engagement.Count(Math.Floor(silent), "day")} already.");
        var gaps = known.Zip(known.Skip(1), (one, next) => (next - one).TotalDays).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        var last30 = known.Count(day => day > now.AddDays(-30));
        var before = known.Count(day => day > now.AddDays(-60) && day <= now.AddDays(-30));
        return (new Silence(silent, mean,
        [
            Math.Log(1 + silent),
            Math.Log((1 + silent) / (1 + mean)),
            deviation / (1 + mean),
            Math.Log(1 + last30),
            Math.Log((1.0 + last30) / (1.0 + before)),
            Math.Log(1 + tenure),
            Math.Log(1 + known.Count),
        ]), null);
    }

    /// <summary>Whether nothing was written in the <see cref="Horizon"/> days after <paramref name="now"/>.</summary>
    public static bool Followed(IReadOnlyList<DateTime> days, DateTime now) => !days.Any(day => day > now && day <= now.AddDays(Horizon));
}
