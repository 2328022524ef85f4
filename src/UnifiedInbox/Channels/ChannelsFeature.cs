using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Channels.Resend;
using UnifiedInbox.Channels.Ses;
using UnifiedInbox.Channels.Smtp;
using UnifiedInbox.Channels.Twilio;

namespace UnifiedInbox.Channels;

/// <summary>The providers. Adding one is its folder and a line in each of these.</summary>
internal static class ChannelsFeature
{
    public static IServiceCollection AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Senders>().AddSingleton<WebhookRejections>().AddSingleton<OwnAddress>();
        services.AddSingleton(WebhookOptions.From(configuration)).AddSingleton<AnswerInTime>();
        services.AddTwilio(configuration).AddSes(configuration).AddResend(configuration).AddSmtp();
        services.AddImap(configuration);
        return services;
    }

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OwnAddress.Path, OwnAddress.Endpoint).AllowAnonymous().ExcludeFromDescription();
        routes.MapTwilio();
        routes.MapImap();
        routes.MapSes();
        routes.MapResend();
    }
}
