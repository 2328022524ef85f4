namespace UnifiedInbox.Accounts;

/// <summary>Where people reach the product: <c>PUBLIC_URL</c> (also <c>BETTER_AUTH_URL</c>), or as the request came.</summary>
internal sealed class PublicAddress(IConfiguration configuration)
{
    private readonly Uri? url = Uri.TryCreate(configuration["PUBLIC_URL"] ?? configuration["BETTER_AUTH_URL"], UriKind.Absolute, out var parsed) ? parsed : null;

    public bool IsHttps => url?.Scheme == Uri.UriSchemeHttps;

    /// <summary>An absolute link to <paramref name="path"/> (which starts with a slash), to hand to someone.</summary>
    public string Link(HttpRequest request, string path) =>
        (url?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}") + path;

    /// <summary>Whether a page of <paramref name="origin"/> is one of ours.</summary>
    public bool IsOurs(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || (url != null && string.Equals(origin, url.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
