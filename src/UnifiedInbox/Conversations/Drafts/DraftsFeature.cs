namespace UnifiedInbox.Conversations.Drafts;

/// <summary>What is being written, kept for the team.</summary>
internal static class DraftsFeature
{
    public static IServiceCollection AddDrafts(this IServiceCollection services) => services.AddSingleton<ListDrafts>().AddSingleton<SaveDraft>();

    public static void MapDrafts(this RouteGroupBuilder api)
    {
        api.MapGet("/{id}/drafts", ListDrafts.EndpointAsync);
        api.MapPut("/{id}/drafts/{inboxId}", SaveDraft.EndpointAsync);
        api.MapDelete("/{id}/drafts/{inboxId}", SaveDraft.DiscardAsync);
    }
}
