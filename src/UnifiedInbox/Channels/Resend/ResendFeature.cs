using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Resend;

/// <summary>The one registration line of this provider.</summary>
internal static class ResendFeature
{
    public static IServiceCollection AddResend(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new ResendOptions();
        if (configuration.Text("RESEND_BASE_URL") is { } url) options.BaseUrl = url;
        if (!(Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new OperatorException("RESEND_BASE_URL must be an http or https address.");
        if (configuration.GetValue<TimeSpan?>("Resend:Timeout") is { } timeout) options.Timeout = timeout;
        services.AddSingleton(options).AddSingleton<ResendAccounts>().AddSingleton<ResendWebhook>().AddSingleton<ReceiveFromResend>();
        services.AddSingleton(_ => new ResendApi(ProviderHttp.Client(options.Timeout)));
        return services.AddSingleton<ResendSender>().AddSingleton<IInboxCheck, ResendCheck>()
            .AddSingleton<ISender>(provider => provider.GetRequiredService<ResendSender>())
            .AddSingleton<ICourier>(provider => provider.GetRequiredService<ResendSender>());
    }

    public static void MapResend(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ResendWebhook.Path, ResendWebhook.ReceiveAsync).AllowAnonymous().DisableAntiforgery().DisableRateLimiting().WithTags("Webhooks");
        routes.RefuseOtherMethods(ResendWebhook.Path);
    }
}
