using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>A message as Twilio's REST API lists it; only what we read.</summary>
internal sealed record TwilioResource
{
    public string? Sid { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Body { get; init; }

    public string? Status { get; init; }

    public string? Direction { get; init; }

    public string? NumMedia { get; init; }

    public int? ErrorCode { get; init; }

    /// <summary>RFC 2822.</summary>
    public string? DateCreated { get; init; }

    public string? DateSent { get; init; }

    public DateTimeOffset? Created => Parse(DateCreated);

    public DateTimeOffset? Received => Parse(DateSent) ?? Created;

    private static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
}

internal sealed record TwilioPage(IReadOnlyList<TwilioResource>? Messages, string? NextPageUri);

internal sealed record TwilioMediaItem(string? Sid, string? ContentType);

internal sealed record TwilioMediaPage(IReadOnlyList<TwilioMediaItem>? MediaList);

internal sealed record TwilioNumber(string? Sid, string? PhoneNumber, string? SmsUrl);

internal sealed record TwilioNumberPage(IReadOnlyList<TwilioNumber>? IncomingPhoneNumbers);

internal sealed record TwilioError(int? Code, string? Message);

/// <summary>Twilio's REST API, as far as we speak it. Reads throw <see cref="TwilioApiException"/>; sending is in <see cref="TwilioSender"/>.</summary>
internal sealed class TwilioApi(HttpClient http)
{
    /// <summary>An answer larger than this is not Twilio's.</summary>
    private const int AnswerLimit = 4 * 1024 * 1024;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string AccountPath(TwilioAccount account) => account.BaseUrl + "/2010-04-01/Accounts/" + Uri.EscapeDataString(account.Sid);

    public static HttpRequestMessage Request(HttpMethod method, TwilioAccount account, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(account.Sid + ":" + account.AuthToken)));
        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>GET of one resource below the account; <paramref name="pathAndQuery"/> begins with a slash.</summary>
    public Task<T> GetAsync<T>(TwilioAccount account, string pathAndQuery, CancellationToken ct) =>
        GetAddressAsync<T>(account, AccountPath(account) + pathAndQuery, ct);

    /// <summary>GET of a page named by <c>next_page_uri</c>, which begins at the API's root.</summary>
    public Task<T> GetPageAsync<T>(TwilioAccount account, string pageUri, CancellationToken ct)
    {
        // A gateway or the simulator may live below a path; Twilio's own next pages start with the API version.
        var address = pageUri.StartsWith("/2010-04-01/", StringComparison.Ordinal)
            ? account.BaseUrl + pageUri
            : new Uri(new Uri(account.BaseUrl), pageUri).ToString();
        return GetAddressAsync<T>(account, address, ct);
    }

    /// <summary>GET below the Content API's root; of a whole address, as its next pages are named, only path and query count.</summary>
    public Task<T> GetContentAsync<T>(TwilioAccount account, string pathOrAddress, CancellationToken ct)
    {
        var start = pathOrAddress.IndexOf("/v1/", StringComparison.Ordinal);
        return GetAddressAsync<T>(account, account.ContentUrl + (start < 0 ? pathOrAddress : pathOrAddress[start..]), ct);
    }

    private async Task<T> GetAddressAsync<T>(TwilioAccount account, string address, CancellationToken ct)
    {
        try
        {
            using var request = Request(HttpMethod.Get, account, address);
            using var response = await SendAsync(request, ct);
            var text = await ReadAsync(response, ct);
            if (!response.IsSuccessStatusCode) throw new TwilioApiException((int)response.StatusCode, ErrorOf(text)?.Code, TwilioErrors.Explain(ErrorOf(text)?.Code));
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("An object was expected.");
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException)
        {
            throw new TwilioApiException(0, null, "Twilio cannot be reached, or does not answer as Twilio does.", error);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new TwilioApiException(0, null, "Twilio does not answer.", error);
        }
    }

    public static TwilioError? ErrorOf(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Deserialize<TwilioError>(text, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(AnswerLimit, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }
}

/// <summary>Twilio answered with an error, or not at all (<see cref="Status"/> 0). The message is a sentence for people.</summary>
internal sealed class TwilioApiException(int status, int? code, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;

    public int? Code => code;
}
