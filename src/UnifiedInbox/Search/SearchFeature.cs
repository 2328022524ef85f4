using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Search;

/// <summary>Finding things by words: from the search page, the palette and the API.</summary>
internal static class SearchFeature
{
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<SearchEverything>()
        .AddSingleton<IPaletteSource, SearchInPalette>()
        .AddWorker<KeepIndex>(configuration);

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/search", OpenSearch.ApiAsync).RequireAuthorization(Policy.Staff).WithTags("Search")
            .WithSummary("Search messages, contacts and notes")
            .WithDescription("q holds words, \"phrases\", -without, from:name (or from:me), channel:sms, before:2026-01-31, after:2026-01-01. Messages come newest first; contacts and notes with the first page. A snippet is HTML: escaped text with the words in <mark>.");
        routes.MapGet("/search", OpenSearch.PageAsync).RequireAuthorization(Policy.Staff).ExcludeFromDescription();
    }
}
