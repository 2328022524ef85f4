using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace UnifiedInbox.Web;

/// <summary>
/// Addresses of the files in wwwroot. They carry a hash of the content, so that a browser may keep them for ever and still
/// sees a new one after an update.
/// </summary>
internal static class Asset
{
    private static readonly ConcurrentDictionary<string, string> Urls = new();

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary><c>Asset.Url("lib/app.js")</c> is <c>/lib/app.js?v=1f0a…</c>.</summary>
    public static string Url(string file) => Urls.GetOrAdd(file, static name => $"/{name}?v={Version(name)}");

    private static string Version(string file)
    {
        using var content = File.OpenRead(Path.Combine(Folder, file));
        return Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
    }

    public static IApplicationBuilder UseAssets(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(Folder),
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
