using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Presence;

/// <summary>Who is viewing or typing.</summary>
internal static class PresenceFeature
{
    public static IServiceCollection AddPresence(this IServiceCollection services) =>
        services.AddSingleton<WhoIsHere>().AddNodeWorker<TellPresence>();

    public static void MapPresence(this RouteGroupBuilder inbox)
    {
        inbox.MapGet("/presence", ShowPresence.RowsAsync);
        inbox.MapGet("/{id}/presence", ShowPresence.ThreadAsync);
        inbox.MapPost("/{id}/presence", BePresent.EndpointAsync);
    }
}
