namespace UnifiedInbox.Conversations.Bulk;

/// <summary>Many conversations at once.</summary>
internal static class BulkFeature
{
    public static IServiceCollection AddBulk(this IServiceCollection services) => services.AddSingleton<ChangeMany>().AddSingleton<UndoBulk>();

    public static void MapBulk(this RouteGroupBuilder inbox)
    {
        inbox.MapPost("/bulk", BulkForms.EndpointAsync);
        inbox.MapPost("/bulk/{id:guid}/undo", UndoBulk.FormAsync);
    }

    public static void MapBulkApi(this RouteGroupBuilder api)
    {
        api.MapPost("/bulk", ChangeMany.EndpointAsync);
        api.MapPost("/bulk/{id:guid}/undo", UndoBulk.EndpointAsync);
    }
}
