using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Analytics;

/// <summary>What chart_controller.js draws: names, numbers, and where a click on each leads.</summary>
internal static class ChartData
{
    private static readonly string[] Week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static string Load(Figures figures, FigureFilter filter) => Json(new
    {
        day = Bars([.. figures.Days], filter, day => day, day => day.AddDays(1)),
        week = Bars([.. figures.Weeks], filter, DayLoad.WeekOf, day => day.AddDays(7)),
        month = Bars([.. figures.Months], filter, DayLoad.MonthOf, day => day.AddMonths(1)),
    });

    public static string Hours(Figures figures, FigureFilter filter) => Json(new
    {
        weekdays = Week,
        cells = figures.Hours.Select(hour => new object[]
        {
            hour.Hour, hour.Weekday - 1, hour.Inbound,
            FigureUrl.Rows(filter, "messages", ("direction", "inbound"), ("weekday", Text(hour.Weekday)), ("hour", Text(hour.Hour))),
        }),
    });

    public static string Channels(Figures figures, FigureFilter filter) => Json(new
    {
        slices = figures.ByChannel.Select(row => new { name = ChannelName.Label(row.Channel), value = row.Count, url = FigureUrl.Narrowed(filter, filter with { Channel = row.Channel }, "messages") }),
    });

    public static string Preferences(Figures figures, FigureFilter filter) => Json(new
    {
        slices = figures.Preferences.Select(row => new { name = ChannelName.Label(row.Channel), value = row.Count, url = FigureUrl.Rows(filter, "preference", ("prefers", row.Channel)) }),
    });

    private static IEnumerable<object[]> Bars(IReadOnlyList<DayLoad> loads, FigureFilter filter, Func<DateOnly, DateOnly> align, Func<DateOnly, DateOnly> next) =>
        Filled(loads, filter, align, next).Select(load => new object[]
        {
            load.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), load.Inbound, load.Outbound,
            FigureUrl.Days(filter, load.Day, next(load.Day), "inbound"), FigureUrl.Days(filter, load.Day, next(load.Day), "outbound"),
        });

    /// <summary>The whole range stands in the chart, up to today: also what had no messages. Only where that stays drawable.</summary>
    private static IEnumerable<DayLoad> Filled(IReadOnlyList<DayLoad> loads, FigureFilter filter, Func<DateOnly, DateOnly> align, Func<DateOnly, DateOnly> next)
    {
        if (loads.Count == 0) return loads;
        var (first, last) = (loads[0].Day, loads[^1].Day);
        if (filter.From is { } from && align(filter.DayOf(from)) is var begin && begin < first) first = begin;
        if (align(filter.DayOf(filter.Now < filter.High ? filter.Now : filter.High.AddTicks(-1))) is var end && end > last) last = end;
        return last.DayNumber - first.DayNumber > 1500 * (next(first).DayNumber - first.DayNumber) ? loads : All();

        IEnumerable<DayLoad> All()
        {
            var known = loads.ToDictionary(load => load.Day);
            for (var day = first; day <= last; day = next(day)) yield return known.GetValueOrDefault(day) ?? new DayLoad(day, 0, 0);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Json(object data) => JsonSerializer.Serialize(data);
}
