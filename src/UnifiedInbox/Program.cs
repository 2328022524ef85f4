using UnifiedInbox.Accounts;
using UnifiedInbox.Analytics;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Contacts;
using UnifiedInbox.Conversations;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Live;
using UnifiedInbox.Meaning;
using UnifiedInbox.Members;
using UnifiedInbox.Messages;
using UnifiedInbox.Notes;
using UnifiedInbox.Notifications;
using UnifiedInbox.Policies;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Search;
using UnifiedInbox.Spam;
using UnifiedInbox.TeamSettings;
using UnifiedInbox.Templates;
using UnifiedInbox.Templates.WhatsApp;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox;

/// <summary>The table of contents: what the product is made of.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments);

    public static void AddFeatures(IServiceCollection services, IConfiguration configuration)
    {
        services.AddHosting();
        services.AddDatabase(configuration);
        services.AddWeb();
        services.AddLive(configuration);
        services.AddAccounts(configuration);
        services.AddContacts(configuration);
        services.AddMembers(configuration);
        services.AddInboxes();
        services.AddChannels(configuration);
        services.AddMessages(configuration);
        services.AddPolicies().AddWhatsAppTemplates(configuration);
        services.AddSpam();
        services.AddScheduling(configuration);
        services.AddAttachments(configuration);
        services.AddConversations(configuration);
        services.AddNotes();
        services.AddTemplates();
        services.AddNotifications(configuration);
        services.AddAnalytics(configuration);
        services.AddSearch(configuration);
        services.AddMeaning(configuration);
        services.AddSimulatorMode(configuration);
    }

    /// <summary>In the order a request meets them.</summary>
    public static void MapFeatures(WebApplication app)
    {
        app.UseProxies();
        app.UseWeb();
        app.UseMiddleware<DatabaseGate>();
        app.UseRouting();
        app.UseCleanRequests();
        app.UseCrossOrigin();
        app.UseAccounts();
        app.UseLive();
        app.UseAntiforgery();
        app.UseMiddleware<ForgedForms>();
        app.UseMiddleware<Idempotency>();

        app.MapHealth();
        app.MapWeb();
        app.MapAccounts();
        app.MapTeamSettings();
        app.MapLive();
        app.MapContacts();
        app.MapMembers();
        app.MapInboxes();
        app.MapChannels();
        app.MapMessages();
        app.MapPolicies();
        app.MapWhatsAppTemplates();
        app.MapSpam();
        app.MapScheduling();
        app.MapAttachments();
        app.MapConversations();
        app.MapNotes();
        app.MapTemplates();
        app.MapNotifications();
        app.MapAnalytics();
        app.MapSearch();
        app.MapMeaning();
        app.MapSimulatorMode();
    }
}
