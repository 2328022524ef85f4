namespace UnifiedInbox.Contacts.Merging;

/// <summary>Two contacts that are one person.</summary>
internal static class MergingFeature
{
    public static IServiceCollection AddMerging(this IServiceCollection services) =>
        services.AddSingleton<MergeContact>().AddSingleton<UndoMerge>().AddSingleton<FindMerge>().AddSingleton<PreviewMerge>();

    public static void MapMergingApi(this RouteGroupBuilder api)
    {
        api.MapPost("/{id:guid}/merge", MergeContact.EndpointAsync);
        api.MapPost("/{id:guid}/merge/undo", UndoMerge.EndpointAsync);
    }

    public static void MapMerging(this RouteGroupBuilder pages)
    {
        pages.MapGet("/{id:guid}/merge", MergeForms.OpenAsync);
        pages.MapPost("/{id:guid}/merge", MergeForms.MergeAsync);
        pages.MapPost("/{id:guid}/merge/undo", MergeForms.UndoAsync);
    }
}
