using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Templates;

/// <summary>Canned replies: the team's and one's own, filled in for each contact.</summary>
internal static class TemplatesFeature
{
    /// <summary>The file and what a form puts around it.</summary>
    private const int LargestFile = ImportTemplates.MostBytes + 100_000;

    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddSingleton<ListTemplates>().AddSingleton<FindTemplate>().AddSingleton<SaveTemplate>().AddSingleton<DeleteTemplate>()
        .AddSingleton<RenderTemplate>().AddSingleton<ApplyTemplate>().AddSingleton<ImportTemplates>();

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/templates").RequireAuthorization(Policy.Staff).WithTags("Templates");
        api.MapGet("", ListTemplates.EndpointAsync);
        api.MapPost("", SaveTemplate.CreateAsync);
        api.MapGet("/export", ExportTemplates.EndpointAsync);
        api.MapPost("/import", ImportTemplates.EndpointAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestFile));
        api.MapGet("/{id}", FindTemplate.EndpointAsync);
        api.MapPatch("/{id}", SaveTemplate.ChangeAsync);
        api.MapDelete("/{id}", DeleteTemplate.EndpointAsync);
        api.MapPost("/{id}/render", RenderTemplate.EndpointAsync);

        routes.MapGet("/contacts/{id:guid}/templates", OfferTemplates.EndpointAsync).RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        var pages = routes.MapGroup("/settings/templates").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        pages.MapGet("", TemplateForms.ListAsync);
        pages.MapPost("", TemplateForms.CreateAsync);
        pages.MapGet("/new", TemplateForms.NewAsync);
        pages.MapPost("/preview", TemplateForms.PreviewAsync);
        pages.MapPost("/import", TemplateForms.ImportAsync).WithMetadata(new RequestSizeLimitAttribute(LargestFile));
        pages.MapGet("/{id:guid}", TemplateForms.EditAsync);
        pages.MapPost("/{id:guid}", TemplateForms.ChangeAsync);
        pages.MapPost("/{id:guid}/delete", TemplateForms.DeleteAsync);
    }
}
