using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Accounts;

/// <summary>Where people reach the product: <c>PUBLIC_URL</c>, or as the request came.</summary>
internal sealed class PublicAddress(ServerOptions options, IHostEnvironment environment)
{
    /// <summary>In Development it may be a tunnel for webhooks, while people come over plain http.</summary>
    public bool IsHttps => environment.IsProduction() && options.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>An absolute link to <paramref name="path"/> (which starts with a slash), to hand to someone.</summary>
    public string Link(HttpRequest request, string path) => (options.PublicUrl is { } url ? Origin(url) : OriginOf(request)) + path;

    /// <summary>The same on the command line: without a public address it is this machine's own.</summary>
    public string LinkWithoutRequest(string path) =>
        (options.PublicUrl is { } url ? Origin(url) : $"http://localhost:{(options.Port == 0 ? 3000 : options.Port)}") + path;

    /// <summary>Whether a page of <paramref name="origin"/> is one of ours, or one that <c>CORS_ORIGINS</c> lets in.</summary>
    public bool IsOurs(HttpRequest request, string origin) =>
        Same(origin, OriginOf(request))
        || (options.PublicUrl is { } url && Same(origin, Origin(url)))
        || options.CorsOrigins.Any(allowed => Same(origin, allowed));

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string OriginOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
