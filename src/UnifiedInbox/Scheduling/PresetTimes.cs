namespace UnifiedInbox.Scheduling;

/// <summary>The times a message can be sent at with one click, on the clocks of a zone.</summary>
internal static class PresetTimes
{
    private const int Morning = 9;
    private const int Afternoon = 14;
    private const int Evening = 18;

    /// <summary>Soonest first; <c>evening</c> while it is more than an hour away, <c>monday</c> where tomorrow is another day.</summary>
    public static IReadOnlyList<(string Name, string Label, DateTimeOffset Time)> From(DateTimeOffset now, TimeZoneInfo zone)
    {
        var here = WallClock.Local(now, zone);
        var today = here.Date;
        var untilMonday = ((int)DayOfWeek.Monday - (int)here.DayOfWeek + 6) % 7 + 1;
        var times = new List<(string, string, DateTimeOffset)>();
        if (here < today.AddHours(Morning - 1)) times.Add(("morning", "Today 9:00", At(today.AddHours(Morning))));
        if (here < today.AddHours(Evening - 1)) times.Add(("evening", "Today 18:00", At(today.AddHours(Evening))));
        times.Add(("tomorrow", "Tomorrow 9:00", At(today.AddDays(1).AddHours(Morning))));
        times.Add(("afternoon", "Tomorrow 14:00", At(today.AddDays(1).AddHours(Afternoon))));
        if (untilMonday > 1) times.Add(("monday", "Monday 9:00", At(today.AddDays(untilMonday).AddHours(Morning))));
        return times;

        DateTimeOffset At(DateTime local) => WallClock.Instant(local, zone);
    }

    /// <summary>The time a preset's name stands for now; null for no such name, or one that has passed.</summary>
    public static DateTimeOffset? Find(string name, DateTimeOffset now, TimeZoneInfo zone) =>
        From(now, zone).Where(preset => preset.Name == name).Select(preset => (DateTimeOffset?)preset.Time).FirstOrDefault();
}
