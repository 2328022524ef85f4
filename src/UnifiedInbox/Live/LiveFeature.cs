using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Live;

/// <summary>The change feed and its endpoint: pages hear within moments of what others did.</summary>
internal static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<FeedReader>()
        .AddSingleton<LiveEndpoint>()
        .AddNodeWorker<ChangeNotifier>()
        .AddNodeWorker<ChangeFeed>()
        .AddNodeWorker<NodeTalk>()
        .AddSingleton<PassingSignals>()
        .AddWorker<FeedTrimmer>(configuration);

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live", (HttpContext http, string? after, LiveEndpoint endpoint) => endpoint.RunAsync(http, after))
            .RequireAuthorization(Policy.Staff)
            .ExcludeFromDescription();
    }
}
