using System.Net;
using System.Net.Sockets;

namespace UnifiedInbox.Attachments.Web;

/// <summary>The address is not one we fetch from; the message is a sentence for people.</summary>
internal sealed class NotPublicException(string message) : Exception(message);

/// <summary>How names become addresses, and addresses connections. Tests put a network of their own in its place.</summary>
internal sealed record PublicNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve, Func<IPEndPoint, CancellationToken, Task<Stream>> Connect)
{
    public static PublicNetwork Real { get; } = new(Dns.GetHostAddressesAsync, ConnectAsync);

    private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken ct)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>
/// Fetches from addresses that people name, and only from the public internet. The name is resolved once, every address it has is
/// checked, and the connection goes to the very address that was checked: a name that means something else a moment later changes
/// nothing. Redirects are followed by hand through the same door. A proxy of the environment is not used: it would connect in our place.
/// </summary>
internal sealed class PublicWeb(PublicNetwork network) : IDisposable
{
    private const int MostRedirects = 5;
    private static readonly int[] Ports = [80, 443];

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None, // what is counted is what comes
        ConnectCallback = async (context, ct) => await ConnectAsync(network, context.DnsEndPoint, ct),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.Zero, // every request is checked, not every connection
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // the caller's token limits it
        DefaultRequestHeaders = { { "User-Agent", "unified-inbox" } },
    };

    /// <summary>The answer's head at the end of all redirects, and where that was; its body is read by the caller.</summary>
    /// <exception cref="NotPublicException">Somewhere on the way was an address we do not fetch from.</exception>
    /// <exception cref="HttpRequestException">Nobody answered.</exception>
    public async Task<(HttpResponseMessage Response, Uri Address)> GetAsync(Uri address, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            Check(address);
            HttpResponseMessage response;
            try
            {
                response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (HttpRequestException error) when (error.InnerException is NotPublicException refused)
            {
                throw refused;
            }
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return (response, address);
            response.Dispose();
            if (redirects == MostRedirects) throw new NotPublicException("The address sends on to others too often.");
            var next = new Uri(address, location);
            if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps) throw new NotPublicException("The address leads from an encrypted page to one that is not.");
            address = next;
        }
    }

    private static void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")) throw new NotPublicException("Only http and https addresses are fetched.");
        if (address.UserInfo.Length > 0) throw new NotPublicException("An address with a password in it is not fetched.");
        if (!Ports.Contains(address.Port)) throw new NotPublicException("Only the usual ports, 80 and 443, are fetched from.");
    }

    private static async Task<Stream> ConnectAsync(PublicNetwork network, DnsEndPoint end, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(end.Host.Trim('[', ']'), out var literal) ? [literal] : await network.Resolve(end.Host, ct);
        // One bad address spoils all: a name that mixes them is up to something.
        if (addresses.Length == 0 || !addresses.All(PublicAddress.Is)) throw new NotPublicException("The address leads into a private network, or to nowhere.");
        for (var i = 0; ; i++)
        {
            try
            {
                return await network.Connect(new IPEndPoint(addresses[i], end.Port), ct);
            }
            catch (SocketException) when (i + 1 < Math.Min(addresses.Length, 4))
            {
                // The next one may answer: IPv6 is often announced and not there.
            }
        }
    }

    public void Dispose() => http.Dispose();
}
