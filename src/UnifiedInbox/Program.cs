using UnifiedInbox.Database;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox;

/// <summary>The table of contents: what the product is made of.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments);

    public static void AddFeatures(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDatabase(configuration);
    }

    public static void MapFeatures(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Ok());
    }
}
