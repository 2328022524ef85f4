using System.Net;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>The one registration line of this provider.</summary>
internal static class TwilioFeature
{
    public static IServiceCollection AddTwilio(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new TwilioOptions
        {
            AccountSid = configuration.Text("TWILIO_ACCOUNT_SID"),
            AuthToken = configuration.Text("TWILIO_AUTH_TOKEN"),
            PhoneNumber = configuration.Text("TWILIO_PHONE_NUMBER"),
            WhatsAppNumber = configuration.Text("TWILIO_WHATSAPP_NUMBER"),
        };
        if (configuration.Text("TWILIO_BASE_URL") is { } baseUrl) options.BaseUrl = baseUrl;
        options.ContentBaseUrl = configuration.Text("TWILIO_CONTENT_BASE_URL");
        if (configuration.GetValue<TimeSpan?>("Twilio:Timeout") is { } timeout) options.Timeout = timeout;
        if (options.Validate() is { } problem) throw new OperatorException(problem);
        services.AddSingleton(options);
        services.AddSingleton<TwilioWebhookUrl>().AddSingleton<TwilioAccounts>().AddSingleton<TwilioSweepSignal>();
        services.AddSingleton(new TwilioApi(Client(options)));
        services.AddSingleton<IInboxCheck, TwilioCheck>();
        services.AddSingleton<TwilioFiles>().AddSingleton<ISender, TwilioSender>().AddSingleton<IMediaSource, TwilioMedia>();
        services.AddSingleton<TwilioWebhook>().AddSingleton<TwilioTemplates>();
        return services.AddWorker<TwilioSweep>(configuration);
    }

    public static void MapTwilio(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])[TwilioWebhookUrl.Path, TwilioWebhookUrl.SecondPath])
        {
            routes.MapPost(path, TwilioWebhook.ReceiveAsync).AllowAnonymous().DisableAntiforgery().DisableRateLimiting().WithTags("Webhooks");
            routes.RefuseOtherMethods(path);
        }
    }

    private static HttpClient Client(TwilioOptions options) => new(new SocketsHttpHandler
    {
        // Redirects are followed by hand: credentials must not go along.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = options.Timeout,
        DefaultRequestHeaders = { { "User-Agent", "unified-inbox" } },
    };
}
