using UnifiedInbox.Database;

namespace UnifiedInbox.Web.Hosting;

/// <summary>What the person who started the product sees first.</summary>
internal static class Banner
{
    public static void Print(Application app)
    {
        var database = app.Services.GetRequiredService<DatabaseServer>();
        Console.WriteLine($"""

              Unified Inbox is ready at {app.Address.ToString().TrimEnd('/')}

              database  {database.Description}
              mode      {app.Host.Environment.EnvironmentName}

              Ctrl+C stops it.

            """);
        if (database.IsPooled)
            Console.WriteLine("DATABASE_URL leads to a transaction pooler. It works, but slower: set DATABASE_URL to the server's direct address.");
    }
}
