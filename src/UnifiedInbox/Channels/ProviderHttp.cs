using System.Net;

namespace UnifiedInbox.Channels;

/// <summary>The HTTP client a provider folder speaks through.</summary>
internal static class ProviderHttp
{
    /// <summary>An answer larger than this is no provider's.</summary>
    public const int AnswerLimit = 4 * 1024 * 1024;

    /// <param name="timeout">Of a whole request; must stay below the dispatcher's lease.</param>
    public static HttpClient Client(TimeSpan timeout) => new(new SocketsHttpHandler
    {
        // Credentials must not follow anybody elsewhere.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = timeout,
        DefaultRequestHeaders = { { "User-Agent", "unified-inbox" } },
    };

    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(AnswerLimit, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    /// <summary>For the ledger.</summary>
    public static string Cut(string text) => text.Length > 4_000 ? text[..4_000] : text;

    /// <summary>
    /// Sends once and says what is known where no answer came: nothing of the request left (transient), or nobody knows.
    /// <paramref name="provider"/> is its name for people.
    /// </summary>
    public static async Task<Delivery> TryAsync(string provider, SendOnceContent content, Func<Task<Delivery>> send)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException error) when (!content.Started || IsBeforeRequest(error))
        {
            return new Delivery(DeliveryOutcome.Transient, Code: "unreachable", Text: provider + " cannot be reached.", Raw: error.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Delivery(DeliveryOutcome.Unknown, Code: "connection_lost", Text: "The connection to " + provider + " broke before it answered.", Raw: error.Message);
        }
        catch (OperationCanceledException)
        {
            return content.Started
                ? new Delivery(DeliveryOutcome.Unknown, Code: "timeout", Text: provider + " did not answer in time.")
                : new Delivery(DeliveryOutcome.Transient, Code: "unreachable", Text: provider + " cannot be reached.");
        }
    }

    private static bool IsBeforeRequest(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;
}
