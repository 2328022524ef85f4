using System.Net;

namespace UnifiedInbox.Web.Hosting;

/// <summary>Where the product listens, and what it believes about the way to it.</summary>
internal sealed record ServerOptions
{
    /// <summary><c>PORT</c>: 0 to 65535, default 3000; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary><c>HOST</c>: the address to listen on. Default: this machine only in Development, else every interface.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary><c>PUBLIC_URL</c> (also <c>BETTER_AUTH_URL</c>): how the world reaches the product; signs webhooks and makes links.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary><c>TRUSTED_PROXIES</c>: addresses or networks whose <c>X-Forwarded-*</c> headers count. Default: none.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary><c>CORS_ORIGINS</c>: web origins whose pages may call the API. Default: none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    public static ServerOptions From(IConfiguration configuration, bool isDevelopment) => new()
    {
        Port = configuration.Number("PORT", 3000, 0, 65535),
        Host = Address(configuration.Text("HOST"), isDevelopment),
        PublicUrl = Url(configuration.Text("PUBLIC_URL", "BETTER_AUTH_URL")),
        TrustedProxies = [.. List(configuration.Text("TRUSTED_PROXIES")).Select(Network)],
        CorsOrigins = [.. List(configuration.Text("CORS_ORIGINS")).Select(Origin)],
    };

    private static IPAddress Address(string? text, bool isDevelopment) => text switch
    {
        null => isDevelopment ? IPAddress.Loopback : IPAddress.IPv6Any,
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        _ => IPAddress.TryParse(text, out var address)
            ? address
            : throw new OperatorException($"HOST is “{text}”; it must be an IP address, localhost, or * for every interface."),
    };

    private static Uri? Url(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            ? url
            : throw new OperatorException($"PUBLIC_URL is “{text}”; it must be an address such as https://inbox.example.com.");
    }

    private static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        return IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new OperatorException($"TRUSTED_PROXIES holds “{text}”; it must be addresses or networks such as 10.0.0.0/8, separated by commas.");
    }

    private static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/"
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new OperatorException($"CORS_ORIGINS holds “{text}”; it must be origins such as https://app.example.com, separated by commas.");

    private static string[] List(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
