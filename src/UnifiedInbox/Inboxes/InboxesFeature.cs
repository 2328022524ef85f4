using UnifiedInbox.Accounts;

namespace UnifiedInbox.Inboxes;

internal static class InboxesFeature
{
    public static IServiceCollection AddInboxes(this IServiceCollection services)
    {
        services.AddSingleton<InboxDirectory>().AddSingleton<AdoptInbox>();
        services.AddSingleton<SaveInbox>().AddSingleton<SaveEmailInbox>().AddSingleton<CheckInbox>();
        services.AddSingleton<EnvironmentMailbox>().AddHostedService<EnvironmentInboxes>();
        return services;
    }

    public static void MapInboxes(this IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/settings/inboxes").RequireAuthorization(Policy.Admin).ExcludeFromDescription();
        settings.MapGet("/", InboxSettings.ListAsync);
        settings.MapPost("/", InboxSettings.AddAsync);
        settings.MapGet("/email", EmailInboxSettings.New);
        settings.MapPost("/email", EmailInboxSettings.AddAsync);
        settings.MapGet("/{id:guid}", InboxSettings.ShowAsync);
        settings.MapPost("/{id:guid}", InboxSettings.ChangeAsync);
        settings.MapGet("/{id:guid}/check", InboxSettings.CheckAsync);
    }
}
