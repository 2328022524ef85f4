namespace UnifiedInbox.Web;

/// <summary>Times in words, as short as they can be read. <c>assets/times.js</c> says the same in the browser.</summary>
internal static class Times
{
    public static string Text(string format, DateTimeOffset time, DateTimeOffset now, TimeZoneInfo zone)
    {
        var then = TimeZoneInfo.ConvertTime(time, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone);
        return format switch
        {
            "clock" => Clock(then),
            "day" => Day(then, today),
            "ago" => Ago(then, today),
            "full" => then.ToString("dddd, d MMM yyyy, HH:mm"),
            _ => Short(then, today),
        };
    }

    private static string Short(DateTimeOffset then, DateTimeOffset today) => (today.Date - then.Date).Days switch
    {
        0 => Clock(then),
        1 => "Yesterday",
        > 1 and < 7 => then.ToString("ddd"),
        _ => Date(then, today),
    };

    private static string Day(DateTimeOffset then, DateTimeOffset today) => (today.Date - then.Date).Days switch
    {
        0 => "Today",
        1 => "Yesterday",
        -1 => "Tomorrow",
        _ => then.ToString("dddd, ") + Date(then, today),
    };

    private static string Ago(DateTimeOffset then, DateTimeOffset today) => (today - then).TotalSeconds switch
    {
        < -45 => $"{Day(then, today)}, {Clock(then)}",
        < 45 => "just now",
        < 3570 and var seconds => $"{Math.Max(1, Rounded(seconds / 60))} min ago",
        < 86400 and var seconds => $"{Rounded(seconds / 3600)} h ago",
        _ => Short(then, today),
    };

    // As JavaScript rounds, for the browser says it too.
    private static double Rounded(double value) => Math.Round(value, MidpointRounding.AwayFromZero);

    private static string Date(DateTimeOffset then, DateTimeOffset today) => then.ToString(then.Year == today.Year ? "d MMM" : "d MMM yyyy");

    private static string Clock(DateTimeOffset then) => then.ToString("HH:mm");
}
