using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations;
using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary>What the page shows, and the choices its filters offer.</summary>
public sealed record AnalyticsView(Figures Figures, FigureFilter Filter, IReadOnlyList<Teammate> Agents, IReadOnlyList<Label> Labels, string? Error);

/// <summary><c>GET /analytics</c>: of the last 30 days, unless the address says otherwise; <c>all=true</c> is everything.</summary>
internal static class OpenAnalytics
{
    private const int UsualDays = 30;

    public static async Task<IResult> EndpointAsync(
        HttpContext http, Db db, ReadFigures read, CatchUp catchUp, ListTeammates agents, ListLabels labels, TimeProvider time, CancellationToken ct)
    {
        var zone = await GetAnalytics.ZoneAsync(catchUp, ct);
        var now = time.GetUtcNow();
        var (filter, _, error) = await FigureFilter.ReadAsync(http.Request.Query, db, zone, now, ct);
        filter ??= new FigureFilter { Zone = zone, Now = now };
        if (filter is { From: null, To: null } && http.Request.Query["all"] != "true") filter = Usual(filter);
        var view = new AnalyticsView(
            await read.RunAsync(http.Caller(), filter, ct), filter, await agents.EverybodyAsync(ct), await labels.RunAsync(ct), error.Length > 0 ? error : null);
        return Page.Of<AnalyticsPage>(new { View = view }, error.Length > 0 ? 422 : 200);
    }

    public static FigureFilter Usual(FigureFilter filter)
    {
        var today = filter.DayOf(filter.Now);
        return filter with { From = FigureFilter.DayStart(today.AddDays(1 - UsualDays), filter.Zone), To = FigureFilter.DayStart(today.AddDays(1), filter.Zone) };
    }
}
