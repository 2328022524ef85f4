using UnifiedInbox.Database;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>Engagement and the risk of falling silent, member by member.</summary>
internal static class ScoresFeature
{
    public static IServiceCollection AddScores(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<FindMemberMeaning>().AddSingleton<ListAtRisk>().AddSingleton<LearnChurn>().AddWorker<LearnChurn>(configuration).AddWorker<MeasureMembers>(configuration);

    public static void MapScoresApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/members/{id:guid}/meaning", FindMemberMeaning.EndpointAsync).WithSummary("A member's engagement and churn risk with their parts, mood by month, and what they write about");
}
