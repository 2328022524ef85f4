using UnifiedInbox.Channels.Twilio;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Web.Hosting;

/// <summary>What the person who started the product sees first.</summary>
internal static class Banner
{
    public static void Print(Application app)
    {
        var database = app.Services.GetRequiredService<DatabaseServer>();
        var state = app.Services.GetRequiredService<DatabaseHealth>().IsReady ? "is ready at" : "waits for its database at";
        Console.WriteLine($"""

              Unified Inbox {state} {app.Address.ToString().TrimEnd('/')}

              database  {database.Description}
              messages  {Messages(app)}

              Ctrl+C stops it.

            """);
        if (database.IsPooled)
            Console.WriteLine("DATABASE_URL leads to a transaction pooler. It works, but slower: set DATABASE_URL to the server's direct address.");
    }

    private static string Messages(Application app) => app.Services.GetRequiredService<SimulatorMode>().IsOn
        ? $"go to the simulator, not to real phones: {app.Address}simulator"
        : app.Services.GetRequiredService<TwilioOptions>().IsConfigured ? "go to real phones, through Twilio" : "go nowhere: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN";
}
