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
        services.AddSingleton<WriteBatch>().AddSingleton<IRunImport, RunImport>();
        return services.AddWorker<RunImports>(configuration).AddWorker<ForgetImports>(configuration);
    }

    public static void MapImporting(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/contacts").RequireAuthorization(Policy.Admin).WithTags("Contacts");
        api.MapPost("/import", StartImport.EndpointAsync).WithSummary("Import contacts from CSV").WithDescription(
            "multipart/form-data: `file`, and `mapping` as JSON where columns, encoding or what happens to known people are not to be guessed. Answers 202 with the import, which runs in the background.");
        api.MapGet("/imports", FindImport.ListEndpointAsync).WithSummary("The newest twenty imports");
        api.MapGet("/imports/{id:guid}", FindImport.EndpointAsync).WithSummary("How far an import is, and how many rows came in, were skipped or refused");
        api.MapGet("/imports/{id:guid}/report", ImportReport.EndpointAsync).WithSummary("What became of each row, as CSV")
            .WithDescription("`outcome` narrows it to created, updated, skipped or refused.");
        api.MapDelete("/imports/{id:guid}", CancelImport.EndpointAsync).WithSummary("End an import").WithDescription("What is in stays; answers 202 with how far it came.");

        var pages = routes.MapGroup("/contacts").RequireAuthorization(Policy.Admin).ExcludeFromDescription();
        pages.MapGet("/import", ImportForms.OpenAsync);
        pages.MapPost("/import", ImportForms.UploadAsync);
        pages.MapGet("/imports/{id:guid}", ImportForms.ShowAsync);
        pages.MapPost("/imports/{id:guid}", ImportForms.PlanAsync);
        pages.MapPost("/imports/{id:guid}/cancel", ImportForms.CancelAsync);
        pages.MapGet("/imports/{id:guid}/report", ImportReport.EndpointAsync);
    }
}
