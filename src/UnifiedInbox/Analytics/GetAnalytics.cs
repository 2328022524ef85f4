using System.Globalization;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary><c>GET /api/analytics?from=&amp;to=&amp;channel=&amp;agent=&amp;label=</c></summary>
internal static class GetAnalytics
{
    public static async Task<IResult> EndpointAsync(HttpContext http, Db db, ReadFigures read, CatchUp catchUp, TimeProvider time, CancellationToken ct)
    {
        var zone = await ZoneAsync(catchUp, ct);
        var (filter, field, error) = await FigureFilter.ReadAsync(http.Request.Query, db, zone, time.GetUtcNow(), ct);
        if (filter is null) return Problem.Invalid(field, error);
        return TypedResults.Ok(Answer(await read.RunAsync(http.Caller(), filter, ct), filter));
    }

    public static async Task<TimeZoneInfo> ZoneAsync(CatchUp catchUp, CancellationToken ct) =>
        TimeZoneInfo.FindSystemTimeZoneById((await catchUp.BasisAsync(ct)).Zone);

    /// <summary>The first six are the fixed shape; what stands below them is beside it.</summary>
    private static object Answer(Figures figures, FigureFilter filter) => new
    {
        totalMessages = figures.Totals.Messages,
        totalContacts = figures.Totals.Contacts,
        byChannel = figures.ByChannel,
        byStatus = figures.ByStatus,
        avgResponseTime = new[] { new { avg_seconds = figures.Totals.Response.AverageSeconds } },
        dailyActivity = figures.Days.ToDictionary(day => day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day => day.Total),

        range = new { from = filter.From, to = filter.To, timeZone = filter.Zone.Id },
        totals = figures.Totals,
        previous = figures.Previous,
        replyDays = Metrics.ReplyDays,
        load = new { byDay = figures.Days, byWeek = figures.Weeks, byMonth = figures.Months, byHour = figures.Hours },
        mostActiveMembers = figures.Members,
        channelPreference = figures.Preferences,
        byAgent = figures.Agents,
        byLabel = figures.Labels,
        failureReasons = figures.Failures,
        isCounted = figures.IsCounted,
    };
}
