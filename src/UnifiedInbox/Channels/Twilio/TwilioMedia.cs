using UnifiedInbox.Inboxes;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>
/// Downloads media from Twilio: credentials go to Twilio's own host only, and are not carried along when it redirects to its
/// content network.
/// </summary>
internal sealed class TwilioMedia(TwilioApi api, TwilioAccounts accounts, InboxDirectory inboxes) : IMediaSource
{
    private const int MostRedirects = 5;

    public string Provider => TwilioAccounts.Provider;

    public async Task<T> FetchAsync<T>(Guid inboxId, string url, Func<MediaAnswer, Task<T>> use, CancellationToken ct)
    {
        if (await inboxes.FindAsync(inboxId, ct) is not { } inbox)
            return await use(new MediaAnswer.Failed("The inbox it came to is gone.", Permanent: true));
        var account = accounts.Of(inbox);
        var home = new Uri(account.BaseUrl);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsAllowed(address, home))
            return await use(new MediaAnswer.Failed("The file's address is not one of Twilio's.", Permanent: true));
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var request = IsHome(address, home)
                    ? TwilioApi.Request(HttpMethod.Get, account, address.ToString())
                    : new HttpRequestMessage(HttpMethod.Get, address);
                using var response = await api.SendAsync(request, ct);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
                {
                    address = new Uri(address, location);
                    if (redirects == MostRedirects || !IsAllowed(address, home))
                        return await use(new MediaAnswer.Failed("Twilio sent us to an address that cannot be trusted.", Permanent: true));
                    continue;
                }
                if (!response.IsSuccessStatusCode) return await use(Refused((int)response.StatusCode));
                await using var content = await response.Content.ReadAsStreamAsync(ct);
                return await use(new MediaAnswer.Bytes(content, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentLength));
            }
        }
        catch (HttpRequestException)
        {
            return await use(new MediaAnswer.Failed("Twilio cannot be reached.", Permanent: false));
        }
    }

    /// <summary>Encrypted, or the very place the settings name (a gateway), or on this machine where that is too (the simulator).</summary>
    private static bool IsAllowed(Uri address, Uri home) =>
        address.Scheme == Uri.UriSchemeHttps || IsHome(address, home) || (home.IsLoopback && address.IsLoopback && address.Scheme == Uri.UriSchemeHttp);

    private static bool IsHome(Uri address, Uri home) =>
        address.Scheme == home.Scheme && string.Equals(address.Authority, home.Authority, StringComparison.OrdinalIgnoreCase);

    private static MediaAnswer.Failed Refused(int status) => status switch
    {
        401 or 403 => new("Twilio refused our credentials for this file.", Permanent: false),
        404 or 410 => new("Twilio does not have this file any more.", Permanent: true),
        _ => new("Twilio answered " + status + " instead of the file.", Permanent: false),
    };
}
