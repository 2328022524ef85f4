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
        day = Bars(Filled(figures.Days), filter, day => day.AddDays(1)),
        week = Bars(figures.Weeks, filter, day => day.AddDays(7)),
        month = Bars(figures.Months, filter, day => day.AddMonths(1)),
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
        slices = figures.ByChannel.Select(row => new { name = ChannelName.Label(row.Channel), value = row.Count, url = FigureUrl.Rows(filter with { Channel = row.Channel }, "messages") }),
    });

    public static string Preferences(Figures figures) => Json(new
    {
        slices = figures.Preferences.Select(row => new { name = ChannelName.Label(row.Channel), value = row.Count }),
    });

    private static IEnumerable<object[]> Bars(IEnumerable<DayLoad> loads, FigureFilter filter, Func<DateOnly, DateOnly> next) =>
        loads.Select(load => new object[]
        {
            load.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), load.Inbound, load.Outbound, FigureUrl.Days(filter, load.Day, next(load.Day), null),
        });

    /// <summary>Days without messages stand in the chart as well; only where that stays drawable.</summary>
    private static IEnumerable<DayLoad> Filled(IReadOnlyList<DayLoad> days)
    {
        if (days.Count == 0 || days[^1].Day.DayNumber - days[0].Day.DayNumber > 1500) return days;
        var known = days.ToDictionary(day => day.Day);
        return Enumerable.Range(0, days[^1].Day.DayNumber - days[0].Day.DayNumber + 1)
            .Select(offset => days[0].Day.AddDays(offset)).Select(day => known.GetValueOrDefault(day) ?? new DayLoad(day, 0, 0));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Json(object data) => JsonSerializer.Serialize(data);
}
