using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Views;

/// <summary>The list as somebody likes it, under a name.</summary>
internal static class ViewsFeature
{
    public static IServiceCollection AddViews(this IServiceCollection services) => services
        .AddSingleton<ListViews>().AddSingleton<SaveView>().AddSingleton<DeleteView>().AddSingleton<OrderViews>()
        .AddSingleton<IPaletteSource>(provider => provider.GetRequiredService<ListViews>());

    public static void MapViews(this RouteGroupBuilder inbox)
    {
        inbox.MapGet("/views", ViewForms.OpenAsync);
        inbox.MapPost("/views", ViewForms.CreateAsync);
        inbox.MapPost("/views/{id:guid}", ViewForms.ChangeAsync);
        inbox.MapPost("/views/{id:guid}/move", ViewForms.MoveAsync);
        inbox.MapPost("/views/{id:guid}/delete", ViewForms.DeleteAsync);
    }

    public static void MapViewsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/views").RequireAuthorization(Policy.Staff).WithTags("Views");
        api.MapGet("", ListViews.EndpointAsync);
        api.MapPost("", SaveView.CreateAsync);
        api.MapPut("/order", OrderViews.EndpointAsync);
        api.MapPatch("/{id:guid}", SaveView.ChangeAsync);
        api.MapDelete("/{id:guid}", DeleteView.EndpointAsync);
    }
}
