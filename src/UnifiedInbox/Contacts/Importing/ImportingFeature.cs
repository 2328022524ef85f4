using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Lists of contacts coming in. Admins only: an import changes thousands of contacts at once, and answers for their consent.
/// </summary>
internal static class ImportingFeature
{
    public static IServiceCollection AddImporting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection("Imports")).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<DatabaseOptions>((options, database) => options.Folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(database.DataDir, "imports"));
        services.AddSingleton<ImportSignal>().AddSingleton<ImportFiles>().AddSingleton<FindImport>().AddSingleton<UploadImport>();
        services.AddSingleton<PlanImport>().AddSingleton<PreviewImport>().AddSingleton<StartImport>().AddSingleton<CancelImport>();
        services.AddSingleton<WriteBatch>().AddSingleton<RunImport>();
        return services.AddWorker<RunImports>(configuration).AddWorker<ForgetImports>(configuration);
    }

    public static void MapImporting(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/contacts").RequireAuthorization(Policy.Admin).WithTags("Contacts");
        api.MapPost("/import", StartImport.EndpointAsync);
        api.MapGet("/imports", FindImport.ListEndpointAsync);
        api.MapGet("/imports/{id:guid}", FindImport.EndpointAsync);
        api.MapGet("/imports/{id:guid}/report", ImportReport.EndpointAsync);
        api.MapDelete("/imports/{id:guid}", CancelImport.EndpointAsync);

        var pages = routes.MapGroup("/contacts").RequireAuthorization(Policy.Admin).ExcludeFromDescription();
        pages.MapGet("/import", ImportForms.OpenAsync);
        pages.MapPost("/import", ImportForms.UploadAsync);
        pages.MapGet("/imports/{id:guid}", ImportForms.ShowAsync);
        pages.MapPost("/imports/{id:guid}", ImportForms.PlanAsync);
        pages.MapPost("/imports/{id:guid}/cancel", ImportForms.CancelAsync);
        pages.MapGet("/imports/{id:guid}/report", ImportReport.EndpointAsync);
    }
}
