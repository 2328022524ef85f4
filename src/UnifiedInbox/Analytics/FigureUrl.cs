using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace UnifiedInbox.Analytics;

/// <summary>Addresses that ask about the same range and filters, and something more.</summary>
internal static class FigureUrl
{
    public static string Page(FigureFilter filter) => Build("/analytics", filter, []);

    public static string Rows(FigureFilter filter, string metric, params (string Name, string? Value)[] more) =>
        Build("/analytics/rows", filter, [("metric", metric), .. more]);

    /// <summary>Rows of a part of the figures: the way back is to the whole.</summary>
    public static string Narrowed(FigureFilter whole, FigureFilter part, string metric, params (string Name, string? Value)[] more) =>
        Rows(part, metric, [.. more, ("back", Page(whole)["/analytics".Length..])]);

    public static string Export(FigureFilter filter, string chart) => Build($"/analytics/export/{chart}", filter, []);

    /// <summary>The rows of a stretch of days, as far as they lie in the range.</summary>
    public static string Days(FigureFilter filter, DateOnly first, DateOnly afterLast, string? direction)
    {
        var (low, high) = (FigureFilter.DayStart(first, filter.Zone), FigureFilter.DayStart(afterLast, filter.Zone));
        var narrowed = filter with { From = filter.From > low ? filter.From : low, To = filter.To < high ? filter.To : high };
        return Narrowed(filter, narrowed, "messages", ("direction", direction));
    }

    private static string Build(string path, FigureFilter filter, IEnumerable<(string Name, string? Value)> more)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in more)
            if (value is not null) query.Add(name, value);
        if (filter.From is { } from) query.Add("from", Text(from, filter, inclusive: false));
        if (filter.To is { } to) query.Add("to", Text(to, filter, inclusive: true));
        if (filter is { From: null, To: null }) query.Add("all", "true");
        if (filter.Channel is { } channel) query.Add("channel", channel);
        if (filter.AgentId is { } agent) query.Add("agent", agent.ToString());
        if (filter.LabelId is { } label) query.Add("label", label.ToString());
        return path + query.ToQueryString();
    }

    /// <summary>A day where it begins one: the last day of a range is named by itself.</summary>
    private static string Text(DateTimeOffset at, FigureFilter filter, bool inclusive)
    {
        var day = filter.DayOf(at);
        return FigureFilter.DayStart(day, filter.Zone) == at
            ? day.AddDays(inclusive ? -1 : 0).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }
}
