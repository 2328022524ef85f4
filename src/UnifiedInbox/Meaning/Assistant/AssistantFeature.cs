using UnifiedInbox.Accounts;

namespace UnifiedInbox.Meaning.Assistant;

/// <summary>Replies suggested by an endpoint elsewhere, where somebody wants that.</summary>
internal static class AssistantFeature
{
    public static IServiceCollection AddAssistant(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.Text("ASSISTANT_BASE_URL") is { } address && (AssistantAddress.Read(address) is null || configuration.Text("ASSISTANT_MODEL") is null))
            throw new OperatorException("ASSISTANT_BASE_URL must be an http or https address without a password in it, and ASSISTANT_MODEL the name of a model. Leave both unset for no suggested replies.");
        return services.AddSingleton<AssistantSettings>().AddSingleton<AskEndpoint>().AddSingleton<Assist>().AddSingleton<SaveAssistant>();
    }

    public static void MapAssistant(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/conversations/{id:guid}/assist", Assist.EndpointAsync).RequireAuthorization(Policy.Staff).WithTags("Meaning")
            .WithSummary("Ask the configured endpoint for a reply or a summary; 409 assistant_off where none is, 502 where it fails");
        routes.MapPost("/inbox/{id:guid}/assist", Assist.FormAsync).RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        var settings = routes.MapGroup("/settings/assistant").RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
        settings.MapGet("", SaveAssistant.PageAsync);
        settings.MapPost("", SaveAssistant.FormAsync);
    }
}
