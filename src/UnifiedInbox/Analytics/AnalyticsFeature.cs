using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Analytics;

/// <summary>Figures of what comes in and goes out, how fast the team answers, and which rows stand behind each.</summary>
internal static class AnalyticsFeature
{
    public static IServiceCollection AddAnalytics(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<CatchUp>().AddSingleton<MemberFigures>().AddSingleton<ReadFigures>().AddSingleton<ListRows>()
        .AddWorker<KeepCounts>(configuration);

    public static void MapAnalytics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/analytics", GetAnalytics.EndpointAsync).RequireAuthorization(Policy.Staff).WithTags("Analytics")
            .WithSummary("Figures of a range")
            .WithDescription("from and to are days of the team's zone (both included) or times; without them it is all time. channel, agent (id) and label (name or id) narrow. What each figure counts is said in docs/metrics.md.");

        var pages = routes.MapGroup("/analytics").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("", OpenAnalytics.EndpointAsync);
        pages.MapGet("/rows", ListRows.EndpointAsync);
        pages.MapGet("/export/{chart}", ExportChart.EndpointAsync);
        var admin = pages.MapGroup("/business-hours").RequireAuthorization(Policy.Admin, Policy.Session);
        admin.MapGet("", () => Page.Of<BusinessHoursPage>());
        admin.MapPost("", BusinessHours.FormAsync);
    }
}
