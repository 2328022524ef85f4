using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Assistant;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Scores;

namespace UnifiedInbox.Meaning;

/// <summary>What messages mean, and what their members are likely to do: told on this machine, with reasons, open to correction.</summary>
internal static class MeaningFeature
{
    public static IServiceCollection AddMeaning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CurrentModels>().AddSingleton<MeaningSignal>().AddSingleton<FindMeaning>().AddSingleton<CorrectMeaning>();
        services.AddSingleton<OwnExamples>().AddSingleton<ListModels>().AddSingleton<ChooseLabels>();
        services.AddWorker<ClassifyMessages>(configuration).AddWorker<TrainModels>(configuration);
        return services.AddScores(configuration).AddAssistant(configuration);
    }

    public static void MapMeaning(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").RequireAuthorization(Policy.Staff).WithTags("Meaning");
        api.MapGet("/messages/{id:guid}/meaning", FindMeaning.EndpointAsync).WithSummary("What a message means, how sure that is, and the words that weighed most");
        api.MapPatch("/messages/{id:guid}/meaning", CorrectMeaning.EndpointAsync).WithSummary("Say what a message means: it stays so, and is learned from");
        api.MapGet("/meaning/models", ListModels.EndpointAsync).WithSummary("The models in use and how well each did on data it had not seen");
        api.MapScoresApi();

        var forms = routes.MapGroup("/messages").RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        forms.MapGet("/{id:guid}/meaning", FindMeaning.MenuAsync);
        forms.MapPost("/{id:guid}/meaning", CorrectMeaning.FormAsync);

        routes.MapGet("/settings/meaning", ListModels.PageAsync).RequireAuthorization(Policy.Staff).ExcludeFromDescription();
        routes.MapAssistant();
        routes.MapPost("/settings/meaning/labels", ChooseLabels.FormAsync).RequireAuthorization(Policy.Admin, Policy.Session).ExcludeFromDescription();
    }
}
