using System.Net.Http.Headers;
using System.Text.Json;

namespace UnifiedInbox.Channels.Resend;

/// <summary>Resend's HTTP API, as far as we speak it.</summary>
internal sealed class ResendApi(HttpClient http)
{
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, ResendAccount account, string path, HttpContent? content, string? idempotencyKey, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, account.BaseUrl + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.ApiKey);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>
    /// A file Resend keeps for us, at an address of its choosing: no key goes along, and only https (or the place the API is at) is followed.
    /// Null where it is not there.
    /// </summary>
    public async Task<Stream?> DownloadAsync(ResendAccount account, string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return null;
        if (address.Scheme != Uri.UriSchemeHttps && address.Authority != new Uri(account.BaseUrl).Authority) return null;
        var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(ct);
        response.Dispose();
        return null;
    }

    public static string? Text(string body, params ReadOnlySpan<string> path)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var value = json.RootElement;
            foreach (var name in path)
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return null;
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
