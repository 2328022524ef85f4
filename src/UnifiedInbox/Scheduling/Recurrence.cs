using System.Diagnostics.CodeAnalysis;

namespace UnifiedInbox.Scheduling;

internal enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>
/// A calendar rule: the dates on which something happens again, always at the same time of the wall clock. Written as an RRULE of
/// RFC 5545 (<see cref="RecurrenceText"/>). Unlike there, a day of the month that a month does not have is its last day: "monthly
/// on the 31st" happens every month.
/// </summary>
internal sealed record Recurrence(Frequency Frequency)
{
    /// <summary>Every so many days, weeks, months or years; 1–100.</summary>
    public int Interval { get; init; } = 1;

    /// <summary>Weekly only; empty = that of the first time.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Monthly only: 1–31, or -1 for the last day; null = that of the first time.</summary>
    public int? MonthDay { get; init; }

    /// <summary>Monthly only: the first (1) to fifth or the last (-1) such weekday, instead of a day of the month.</summary>
    public (int Nth, DayOfWeek Day)? NthWeekday { get; init; }

    /// <summary>So many times in all; null = not limited.</summary>
    public int? Count { get; init; }

    /// <summary>Wall clock of the last moment at which it may happen; null = not limited.</summary>
    public DateTime? Until { get; init; }

    /// <summary>Reads an RRULE, or one of the words daily, weekly, monthly and yearly.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, [NotNullWhen(true)] out Recurrence? rule, out string why) =>
        RecurrenceText.TryParse(text, zone, out rule, out why);

    public override string ToString() => RecurrenceText.Of(this);

    /// <summary>The next time after <paramref name="latest"/>, both on the wall clock; null where it ends before. <see cref="Count"/> is the caller's.</summary>
    /// <param name="starts">The first time of all: the rule counts from there, and keeps its time of day.</param>
    /// <param name="latest">Any moment not before <paramref name="starts"/>.</param>
    public DateTime? After(DateTime starts, DateTime latest)
    {
        var next = Dates(starts, latest).Select(date => date + starts.TimeOfDay).First(time => time > latest);
        return next > Until ? null : next;
    }

    /// <summary>From about <paramref name="latest"/> on, in order. Endless.</summary>
    private IEnumerable<DateTime> Dates(DateTime starts, DateTime latest) => Frequency switch
    {
        Frequency.Daily => Daily(starts.Date, latest.Date),
        Frequency.Weekly => Weekly(starts.Date, latest.Date),
        Frequency.Monthly => Monthly(starts.Date, latest.Date),
        _ => Yearly(starts.Date, latest.Date),
    };

    private IEnumerable<DateTime> Daily(DateTime starts, DateTime latest)
    {
        for (var times = (latest - starts).Days / Interval; ; times++) yield return starts.AddDays(times * Interval);
    }

    private IEnumerable<DateTime> Weekly(DateTime starts, DateTime latest)
    {
        var monday = MondayOf(starts);
        for (var date = latest; ; date = date.AddDays(1))
        {
            var weeks = (MondayOf(date) - monday).Days / 7;
            if (weeks % Interval == 0 && (Weekdays.Count == 0 ? date.DayOfWeek == starts.DayOfWeek : Weekdays.Contains(date.DayOfWeek))) yield return date;
        }
    }

    private IEnumerable<DateTime> Monthly(DateTime starts, DateTime latest)
    {
        var months = (latest.Year - starts.Year) * 12 + latest.Month - starts.Month;
        for (var times = months / Interval; ; times++)
        {
            var first = new DateTime(starts.Year, starts.Month, 1).AddMonths(times * Interval);
            if (NthWeekday is not var (nth, day)) yield return InMonth(first, MonthDay ?? starts.Day);
            else if (Nth(first, nth, day) is { } date) yield return date;
        }
    }

    private IEnumerable<DateTime> Yearly(DateTime starts, DateTime latest)
    {
        for (var times = (latest.Year - starts.Year) / Interval; ; times++)
            yield return InMonth(new DateTime(starts.Year + times * Interval, starts.Month, 1), starts.Day);
    }

    private static DateTime InMonth(DateTime first, int day)
    {
        var days = DateTime.DaysInMonth(first.Year, first.Month);
        return first.AddDays((day < 0 ? days : Math.Min(day, days)) - 1);
    }

    /// <summary>Null where the month has no fifth one.</summary>
    private static DateTime? Nth(DateTime first, int nth, DayOfWeek day)
    {
        var date = nth > 0
            ? first.AddDays(((int)day - (int)first.DayOfWeek + 7) % 7 + (nth - 1) * 7)
            : first.AddMonths(1).AddDays(-1 - ((int)first.AddMonths(1).AddDays(-1).DayOfWeek - (int)day + 7) % 7);
        return date.Month == first.Month ? date : null;
    }

    private static DateTime MondayOf(DateTime date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
}
