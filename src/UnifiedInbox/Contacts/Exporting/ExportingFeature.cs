using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>
/// Contacts going out, for all staff: contacts are the whole team's, and of conversations everyone gets those they may read. Each
/// export is in the audit log.
/// </summary>
internal static class ExportingFeature
{
    public static IServiceCollection AddExporting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExportOptions>().Bind(configuration.GetSection("Exports")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExportSignal>().AddSingleton<WritePackage>().AddSingleton<ExportPerson>().AddSingleton<FindExport>();
        return services.AddWorker<MakeExports>(configuration);
    }

    public static void MapExporting(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/contacts").RequireAuthorization(Policy.Staff).WithTags("Contacts");
        api.MapGet("/export", ExportContacts.EndpointAsync);
        api.MapGet("/{id:guid}/export", ExportPerson.EndpointAsync);
        api.MapGet("/exports/{id:guid}", FindExport.EndpointAsync);
        api.MapGet("/exports/{id:guid}/file", FindExport.FileAsync);

        var pages = routes.MapGroup("/contacts").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("/export", ExportContacts.EndpointAsync);
        pages.MapGet("/{id:guid}/export", ExportPerson.PageAsync);
        pages.MapGet("/exports/{id:guid}", FindExport.PageAsync);
        pages.MapGet("/exports/{id:guid}/file", FindExport.FileAsync);
    }
}
