using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates.WhatsApp;

internal static class WhatsAppTemplatesFeature
{
    public static IServiceCollection AddWhatsAppTemplates(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SyncWhatsAppTemplates>();
        return services.AddWorker<SyncWhatsAppTemplates>(configuration);
    }

    public static void MapWhatsAppTemplates(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/whatsapp-templates").RequireAuthorization(Policy.Staff).WithTags("Templates");
        api.MapGet("", ListWhatsAppTemplates.EndpointAsync);
        api.MapPost("/sync", SyncWhatsAppTemplates.EndpointAsync).RequireAuthorization(Policy.Admin);

        routes.MapGet("/inbox/whatsapp-templates", OfferWhatsAppTemplates.EndpointAsync).RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        var settings = routes.MapGroup("/settings/whatsapp-templates").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
        settings.MapGet("", ShowAsync);
        settings.MapPost("", SyncWhatsAppTemplates.FormAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Db db, CancellationToken ct) => Page.Of<WhatsAppTemplatesPage>(
        new { Templates = (IReadOnlyList<WhatsAppTemplate>)await ListWhatsAppTemplates.RunAsync(db, http.Caller(), null, null, ct) });
}
