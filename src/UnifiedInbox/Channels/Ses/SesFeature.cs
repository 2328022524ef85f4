using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Ses;

/// <summary>The one registration line of this provider.</summary>
internal static class SesFeature
{
    public static IServiceCollection AddSes(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new SesOptions { BaseUrl = configuration.Text("AWS_ENDPOINT_URL") };
        if (options.BaseUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new OperatorException("AWS_ENDPOINT_URL must be an http or https address.");
        if (configuration.GetValue<TimeSpan?>("Ses:Timeout") is { } timeout) options.Timeout = timeout;
        services.AddSingleton(options).AddSingleton<SesAccounts>().AddSingleton<SesWebhook>();
        services.AddSingleton(provider => new SesApi(ProviderHttp.Client(options.Timeout), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SnsDoor(
            ProviderHttp.Client(TimeSpan.FromSeconds(5)), provider.GetRequiredService<SimulatorMode>(), provider.GetRequiredService<LocalAddress>()));
        return services.AddSingleton<SesSender>().AddSingleton<IInboxCheck, SesCheck>()
            .AddSingleton<ISender>(provider => provider.GetRequiredService<SesSender>())
            .AddSingleton<ICourier>(provider => provider.GetRequiredService<SesSender>());
    }

    public static void MapSes(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(SesWebhook.Path, SesWebhook.ReceiveAsync).AllowAnonymous().DisableAntiforgery().DisableRateLimiting().WithTags("Webhooks");
        routes.RefuseOtherMethods(SesWebhook.Path);
    }
}
