using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Channels.Ses;

/// <summary>
/// The only two requests SNS may have us make: for its certificate, and to confirm a subscription. To its own hosts, without following redirects,
/// bounded in size and time. Certificates are kept by address; a failure is not.
/// </summary>
internal sealed class SnsDoor(HttpClient http, SimulatorMode simulator, LocalAddress local)
{
    /// <summary>A certificate has two kilobytes.</summary>
    private const int Longest = 64 * 1024;

    private const int MostKept = 50;

    private readonly ConcurrentDictionary<string, X509Certificate2> kept = new(StringComparer.Ordinal);

    /// <summary>Null where the address is none of SNS's, or nothing usable is there.</summary>
    public async Task<X509Certificate2?> CertificateAsync(string url, CancellationToken ct)
    {
        if (!SnsSignature.IsCertificate(url) && !IsSimulator(url)) return null;
        if (kept.TryGetValue(url, out var known)) return known;
        try
        {
            var pem = await GetAsync(url, ct);
            var certificate = X509Certificate2.CreateFromPem(pem);
            if (kept.Count >= MostKept) kept.Clear();
            return kept.GetOrAdd(url, certificate);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError })
        {
            // SNS names no certificate that is not there: only a forger does.
            return null;
        }
    }

    /// <summary>False where the address is none of SNS's. Throws where it does not answer.</summary>
    public async Task<bool> ConfirmAsync(string url, CancellationToken ct)
    {
        if (!SnsSignature.IsSns(url) && !IsSimulator(url)) return false;
        await GetAsync(url, ct);
        return true;
    }

    private async Task<string> GetAsync(string url, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(Longest, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    private bool IsSimulator(string url) => simulator.IsOn && url.StartsWith(new Uri(local.Url, "simulator/").ToString(), StringComparison.Ordinal);
}
