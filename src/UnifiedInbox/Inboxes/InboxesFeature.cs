namespace UnifiedInbox.Inboxes;

internal static class InboxesFeature
{
    public static IServiceCollection AddInboxes(this IServiceCollection services)
    {
        services.AddSingleton<InboxDirectory>().AddSingleton<AdoptInbox>().AddSingleton<CheckInbox>();
        services.AddHostedService<EnvironmentInboxes>();
        return services;
    }
}
