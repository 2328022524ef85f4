namespace UnifiedInbox.Conversations;

/// <summary>The times a conversation can be snoozed until with one click, in the viewer's zone.</summary>
internal static class SnoozeTimes
{
    private const int Morning = 9;

    /// <summary>
    /// <c>later</c> is three hours on, at a full half hour, while that is still today; <c>tomorrow</c> and <c>week</c> (the
    /// next Monday) are in the morning.
    /// </summary>
    public static IReadOnlyList<(string Name, string Label, DateTimeOffset Time)> From(DateTimeOffset now, TimeZoneInfo zone)
    {
        var here = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var later = here.Date.AddMinutes(Math.Ceiling((here - here.Date).TotalMinutes / 30) * 30).AddHours(3);
        var untilMonday = ((int)DayOfWeek.Monday - (int)here.DayOfWeek + 6) % 7 + 1;
        var times = new List<(string, string, DateTimeOffset)>();
        if (later.Date == here.Date) times.Add(("later", "Later today", In(zone, later)));
        times.Add(("tomorrow", "Tomorrow morning", In(zone, here.Date.AddDays(1).AddHours(Morning))));
        times.Add(("week", "Next week", In(zone, here.Date.AddDays(untilMonday).AddHours(Morning))));
        return times;
    }

    /// <summary>A clock time of the zone; one that daylight saving leaves out is taken an hour later.</summary>
    public static DateTimeOffset In(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
