using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace UnifiedInbox.Scheduling;

/// <summary>
/// A <see cref="Recurrence"/> as text: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL of RFC 5545, section 3.3.10, and nothing
/// else of it; and as people say it.
/// </summary>
internal static class RecurrenceText
{
    private const int MostInterval = 100;
    private const int MostCount = 10_000;
    private static readonly string[] Days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];

    public static bool TryParse(string text, TimeZoneInfo zone, [NotNullWhen(true)] out Recurrence? rule, out string why)
    {
        rule = null;
        why = "Write it as daily, weekly, monthly or yearly, or as a rule like FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10.";
        if (text.Length > 200) return false;
        if (text.StartsWith("RRULE:", StringComparison.OrdinalIgnoreCase)) text = text[6..];
        if (!text.Contains('=', StringComparison.Ordinal)) text = "FREQ=" + text;
        var parts = new Dictionary<string, string>();
        foreach (var part in text.ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign < 1 || !parts.TryAdd(part[..sign], part[(sign + 1)..])) return false;
        }
        if (!parts.Remove("FREQ", out var frequency) || Enum.GetNames<Frequency>().FirstOrDefault(name => name.Equals(frequency, StringComparison.OrdinalIgnoreCase)) is not { } known)
            return false;
        var read = new Recurrence(Enum.Parse<Frequency>(known));
        foreach (var (name, value) in parts)
        {
            (var next, var problem) = With(read, name, value, zone);
            if (next is null)
            {
                why = problem;
                return false;
            }
            read = next;
        }
        if (read is { Count: not null, Until: not null })
        {
            why = "Give either COUNT or UNTIL, not both.";
            return false;
        }
        rule = read;
        return true;
    }

    private static (Recurrence? Rule, string Problem) With(Recurrence rule, string name, string value, TimeZoneInfo zone)
    {
        switch (name)
        {
            case "INTERVAL":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval is >= 1 and <= MostInterval
                    ? (rule with { Interval = interval }, "") : (null, $"INTERVAL is 1 to {MostInterval}.");
            case "COUNT":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostCount
                    ? (rule with { Count = count }, "") : (null, $"COUNT is 1 to {MostCount:N0}.");
            case "UNTIL":
                return Until(value, zone) is { } until
                    ? (rule with { Until = until }, "") : (null, "UNTIL is a date like 20261231, or a moment like 20261231T170000Z.");
            case "BYMONTHDAY":
                return rule.Frequency == Frequency.Monthly && int.TryParse(value, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 31 or -1
                    ? (rule with { MonthDay = day }, "") : (null, "BYMONTHDAY is one day of a monthly rule, 1 to 31, or -1 for the last.");
            case "BYDAY" when rule.Frequency == Frequency.Weekly:
                var days = value.Split(',').Select(word => Array.IndexOf(Days, word)).ToArray();
                return Array.IndexOf(days, -1) < 0
                    ? (rule with { Weekdays = [.. days.Distinct().Order().Select(each => (DayOfWeek)each)] }, "") : (null, "BYDAY of a weekly rule is a list like MO,WE,FR.");
            case "BYDAY" when rule.Frequency == Frequency.Monthly:
                return value.Length >= 3 && Array.IndexOf(Days, value[^2..]) is >= 0 and var weekday
                    && int.TryParse(value[..^2], CultureInfo.InvariantCulture, out var nth) && nth is >= 1 and <= 5 or -1
                    ? (rule with { NthWeekday = (nth, (DayOfWeek)weekday) }, "") : (null, "BYDAY of a monthly rule is one weekday, 1MO for the first Monday to 5MO, or -1FR for the last Friday.");
            case "WKST":
                return value == "MO" ? (rule, "") : (null, "Weeks begin on Monday here.");
            default:
                return (null, $"{(name.Length > 20 ? "This part" : name)} cannot be used here. Known are FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL.");
        }
    }

    /// <summary>A date means all of that day.</summary>
    private static DateTime? Until(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date.AddDays(1).AddSeconds(-1);
        if (DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return WallClock.Local(moment, zone);
        return DateTime.TryParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local : null;
    }

    public static string Of(Recurrence rule)
    {
        var parts = new List<string> { "FREQ=" + rule.Frequency.ToString().ToUpperInvariant() };
        if (rule.Interval > 1) parts.Add("INTERVAL=" + rule.Interval.ToString(CultureInfo.InvariantCulture));
        if (rule.Weekdays.Count > 0) parts.Add("BYDAY=" + string.Join(',', rule.Weekdays.Select(day => Days[(int)day])));
        if (rule.NthWeekday is var (nth, weekday)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"BYDAY={nth}{Days[(int)weekday]}"));
        if (rule.MonthDay is { } monthDay) parts.Add("BYMONTHDAY=" + monthDay.ToString(CultureInfo.InvariantCulture));
        if (rule.Count is { } count) parts.Add("COUNT=" + count.ToString(CultureInfo.InvariantCulture));
        if (rule.Until is { } until) parts.Add("UNTIL=" + until.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture));
        return string.Join(';', parts);
    }

    /// <summary>"every 2 weeks on Monday and Friday, 10 times".</summary>
    public static string Words(Recurrence rule)
    {
        var unit = rule.Frequency switch { Frequency.Daily => "day", Frequency.Weekly => "week", Frequency.Monthly => "month", _ => "year" };
        var every = rule.Interval == 1 ? "every " + unit : string.Create(CultureInfo.InvariantCulture, $"every {rule.Interval} {unit}s");
        var on = rule switch
        {
            { Weekdays.Count: > 0 } => " on " + string.Join(", ", rule.Weekdays.OrderBy(day => ((int)day + 6) % 7)),
            { NthWeekday: var (nth, day) } => $" on the {(nth < 0 ? "last" : Ordinals[nth - 1])} {day}",
            { MonthDay: -1 } => " on the last day",
            { MonthDay: { } day } => string.Create(CultureInfo.InvariantCulture, $" on day {day}"),
            _ => "",
        };
        var end = rule switch
        {
            { Count: { } count } => string.Create(CultureInfo.InvariantCulture, $", {count} {(count == 1 ? "time" : "times")}"),
            { Until: { } until } => ", until " + until.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
            _ => "",
        };
        return every + on + end;
    }
}
