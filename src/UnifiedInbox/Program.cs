using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Live;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox;

/// <summary>The table of contents: what the product is made of.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments);

    public static void AddFeatures(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDatabase(configuration);
        services.AddWeb();
        services.AddLive();
        services.AddAccounts(configuration);
        services.AddInboxes();
        services.AddChannels(configuration);
        services.AddMessages(configuration);
        services.AddAttachments(configuration);
        services.AddSimulatorMode(configuration);
    }

    public static void MapFeatures(WebApplication app)
    {
        app.UseWeb();
        app.UseRouting();
        app.UseAccounts();
        app.UseAntiforgery();
        app.UseMiddleware<Idempotency>();

        app.MapGet("/health/live", () => Results.Ok()).AllowAnonymous();
        app.MapWeb();
        app.MapLive();
        app.MapAccounts();
        app.MapChannels();
        app.MapMessages();
        app.MapAttachments();
        app.MapSimulatorMode();
    }
}
