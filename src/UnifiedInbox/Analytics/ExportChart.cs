using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary><c>GET /analytics/export/{chart}</c>: what a chart draws, as CSV.</summary>
internal static class ExportChart
{
    private static readonly Dictionary<string, (string[] Heading, Func<Figures, IEnumerable<string?[]>> Rows)> Charts = new()
    {
        ["days"] = (["day", "inbound", "outbound"], figures => figures.Days.Select(Load)),
        ["weeks"] = (["week", "inbound", "outbound"], figures => figures.Weeks.Select(Load)),
        ["months"] = (["month", "inbound", "outbound"], figures => figures.Months.Select(Load)),
        ["hours"] = (["weekday", "hour", "inbound"], figures => figures.Hours.Select(hour => new[] { Text(hour.Weekday), Text(hour.Hour), Text(hour.Inbound) })),
        ["channels"] = (["channel", "messages"], figures => figures.ByChannel.Select(row => new[] { row.Channel, Text(row.Count) })),
        ["statuses"] = (["status", "messages"], figures => figures.ByStatus.Select(row => new[] { row.Status, Text(row.Count) })),
        ["preference"] = (["channel", "contacts"], figures => figures.Preferences.Select(row => new[] { row.Channel, Text(row.Count) })),
        ["members"] = (["id", "name", "messages", "inbound", "outbound", "preferred"], figures => figures.Members.Select(row =>
            new[] { row.Id.ToString(), row.Name, Text(row.Messages), Text(row.Inbound), Text(row.Outbound), row.Preferred })),
        ["agents"] = (["name", "inbound", "outbound", "average response seconds", "resolved"], figures => figures.Agents.Select(row =>
            new[] { row.Name, Text(row.Inbound), Text(row.Outbound), Text(row.AverageResponseSeconds), Text(row.Resolved) })),
        ["labels"] = (["name", "messages", "average response seconds", "resolved"], figures => figures.Labels.Select(row =>
            new[] { row.Name, Text(row.Messages), Text(row.AverageResponseSeconds), Text(row.Resolved) })),
        ["failures"] = (["code", "reason", "messages"], figures => figures.Failures.Select(row => new[] { row.Code, row.Text, Text(row.Count) })),
    };

    public static async Task<IResult> EndpointAsync(string chart, HttpContext http, Db db, ReadFigures read, CatchUp catchUp, TimeProvider time, CancellationToken ct)
    {
        if (!Charts.TryGetValue(chart, out var wanted)) return TypedResults.NotFound();
        var (filter, field, error) = await FigureFilter.ReadAsync(http.Request.Query, db, await GetAnalytics.ZoneAsync(catchUp, ct), time.GetUtcNow(), ct);
        if (filter is null) return Problem.Invalid(field, error);
        var figures = await read.RunAsync(http.Caller(), filter, ct);
        return CsvAnswer.Of($"{chart}.csv", async writer =>
        {
            await writer.RowAsync(wanted.Heading);
            foreach (var row in wanted.Rows(figures)) await writer.RowAsync(row);
        });
    }

    private static string?[] Load(DayLoad day) => [day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Text(day.Inbound), Text(day.Outbound)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(double? number) => number?.ToString("0.###", CultureInfo.InvariantCulture);
}
