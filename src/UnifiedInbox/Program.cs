using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
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
        services.AddAccounts(configuration);
        services.AddLive();
    }

    public static void MapFeatures(WebApplication app)
    {
        app.UseWeb();
        app.UseAccounts();
        app.UseAntiforgery();

        app.MapGet("/health/live", () => Results.Ok()).AllowAnonymous();
        app.MapWeb();
        app.MapAccounts();
        app.MapLive();
    }
}
