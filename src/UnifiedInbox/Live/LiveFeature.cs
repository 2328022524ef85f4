using UnifiedInbox.Accounts;

namespace UnifiedInbox.Live;

/// <summary>The change feed and its endpoint: pages hear within moments of what others did.</summary>
internal static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services
        .AddSingleton<FeedReader>()
        .AddSingleton<LiveEndpoint>()
        .AddSingleton<ChangeNotifier>()
        .AddHostedService(provider => provider.GetRequiredService<ChangeNotifier>())
        .AddSingleton<ChangeFeed>()
        .AddHostedService(provider => provider.GetRequiredService<ChangeFeed>())
        .AddHostedService<FeedTrimmer>();

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live", (HttpContext http, string? after, LiveEndpoint endpoint) => endpoint.RunAsync(http, after))
            .RequireAuthorization(Policy.Staff)
            .ExcludeFromDescription();
    }
}
