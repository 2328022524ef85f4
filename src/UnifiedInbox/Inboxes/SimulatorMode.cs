using System.Security.Cryptography;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels.Resend;
using UnifiedInbox.Channels.Ses;
using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Simulator;
using UnifiedInbox.Simulator.Mailing;
using UnifiedInbox.Web.Layout;

namespace UnifiedInbox.Inboxes;

/// <summary>
/// Whether the built-in simulator stands in for the carriers: where no provider is configured, outside Production. It is an account
/// like any other, with a token made anew at each start.
/// </summary>
/// <param name="PlaysMail">Neither a mail provider nor a mailbox is configured: the simulator has a mailbox for us too.</param>
internal sealed record SimulatorMode(bool IsOn, string AuthToken, bool PlaysMail = false)
{
    /// <summary>The mailbox that sends through the simulated Resend.</summary>
    public const string EmailAddress = "support@inbox.example";

    /// <summary>The one that sends through the simulated SES.</summary>
    public const string SesAddress = "hello@inbox.example";

    /// <summary>Signs the simulated Resend's webhooks.</summary>
    public string WebhookSecret => "whsec_" + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(AuthToken));

    public const string AccountSid = "AC00000000000000000000000051a70001";

    /// <summary>Twilio's documented test number.</summary>
    public const string PhoneNumber = "+15005550006";

    /// <summary>Twilio's WhatsApp sandbox.</summary>
    public const string WhatsAppNumber = "+14155238886";
}

internal static class SimulatorModeFeature
{
    private const string Prefix = "/simulator";

    public static void AddSimulatorMode(this IServiceCollection services, IConfiguration configuration)
    {
        var environment = configuration.Text("ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT") ?? Environments.Production;
        var mode = new SimulatorMode(
            configuration.Text("TWILIO_ACCOUNT_SID") is null && environment != Environments.Production,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            configuration.Text("TWILIO_ACCOUNT_SID", "AWS_SES_FROM_EMAIL", "RESEND_API_KEY", "IMAP_HOST", "SMTP_URL") is null && environment != Environments.Production);
        services.AddSingleton(mode);
        if (!mode.IsOn) return;
        services.AddSimulator(new SimulatorOptions
        {
            AccountSid = SimulatorMode.AccountSid,
            AuthToken = mode.AuthToken,
            SmsNumbers = [SimulatorMode.PhoneNumber],
            WhatsAppNumbers = [SimulatorMode.WhatsAppNumber],
            Mail = new MailOptions { ApiKey = mode.AuthToken, WebhookSecret = mode.WebhookSecret, Mailbox = SimulatorMode.EmailAddress, OtherMailboxes = [SimulatorMode.SesAddress] },
            Layout = typeof(SimulatorFrame),
            GuardPage = page => page.RequireAuthorization(Policy.Staff),
        });
        services.AddSingleton(new PageNotice("Messages go to the simulator, not to real phones.", "Open the simulator", Prefix));
    }

    public static void MapSimulatorMode(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<SimulatorMode>().IsOn) return;
        app.Services.GetRequiredService<SimulatedCarrier>().WebhookUrl = app.Services.GetRequiredService<TwilioWebhookUrl>().Inbound;
        var post = app.Services.GetRequiredService<SimulatedPost>();
        var home = app.Services.GetRequiredService<TwilioWebhookUrl>().Base;
        (post.Options.BaseUrl, post.Options.ResendWebhookUrl, post.Options.SesWebhookUrl) = (home + Prefix, home + ResendWebhook.Path, home + SesWebhook.Path);
        app.MapSimulator(Prefix);
    }
}
