using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using UnifiedInbox.Attachments.Web;

namespace UnifiedInbox.Meaning.Assistant;

/// <summary>What came of asking: a text, or why there is none, as a sentence for people.</summary>
public sealed record AssistantAnswer(string? Text, string? Error)
{
    public static AssistantAnswer Failed(string error) => new(null, error);
}

/// <summary>
/// Asks an OpenAI-compatible endpoint once. Bounded in time and size, no redirects (the key must not follow them), no retries: a person
/// waits, and can ask again. Neither the key nor any text is logged.
/// </summary>
internal sealed class AskEndpoint(PublicNetwork network) : IDisposable
{
    private const int MostAnswerBytes = 256 * 1024;
    private const int LongestAnswer = 4_000;
    private const int MostTokens = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient open = Client(network, mayBePrivate: false);
    private readonly HttpClient beside = Client(network, mayBePrivate: true);

    public async Task<AssistantAnswer> RunAsync(AssistantEndpoint endpoint, string instruction, string text, CancellationToken ct)
    {
        if (!endpoint.MayBePrivate && endpoint.BaseUrl.Scheme != Uri.UriSchemeHttps) return AssistantAnswer.Failed("The endpoint’s address must begin with https.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint.BaseUrl, "chat/completions"));
        request.Content = JsonContent.Create(new Question(endpoint.Model, [new("system", instruction), new("user", text)], MostTokens, 0.3), options: JsonSerializerOptions.Web);
        if (endpoint.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var response = await (endpoint.MayBePrivate ? beside : open).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode) return AssistantAnswer.Failed(Words(response.StatusCode));
            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, patience.Token);
            return Read(await response.Content.ReadAsByteArrayAsync(patience.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return AssistantAnswer.Failed($"The endpoint did not answer within {Patience.TotalSeconds:0} seconds. Nothing was changed; try again.");
        }
        catch (HttpRequestException e) when (e.InnerException is NotPublicException refused)
        {
            return AssistantAnswer.Failed(refused.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return AssistantAnswer.Failed("The endpoint cannot be reached, or sent more than it should. Check its address under Settings.");
        }
    }

    private static AssistantAnswer Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var text = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()?.Trim() ?? "";
            return text.Length == 0 ? AssistantAnswer.Failed("The endpoint answered with no text.") : new AssistantAnswer(text.Length > LongestAnswer ? text[..LongestAnswer] + " …" : text, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return AssistantAnswer.Failed("The endpoint’s answer is not what an OpenAI-compatible one gives. Check its address under Settings.");
        }
    }

    private static string Words(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => "The endpoint refused the key. An admin can enter another under Settings.",
        404 => "The endpoint knows neither this address nor this model. Check both under Settings.",
        429 => "The endpoint says it is asked too often. Wait a little and try again.",
        >= 500 => $"The endpoint failed ({(int)status}). Try again later.",
        >= 300 and < 400 => "The endpoint sends on to another address, which is not followed. Enter that one under Settings.",
        _ => $"The endpoint refused ({(int)status}).",
    };

    private static HttpClient Client(PublicNetwork network, bool mayBePrivate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = (context, ct) => AssistantAddress.ConnectAsync(network, context.DnsEndPoint, mayBePrivate, ct),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // the token limits it
        DefaultRequestHeaders = { { "User-Agent", "unified-inbox" } },
    };

    public void Dispose()
    {
        open.Dispose();
        beside.Dispose();
    }

    private sealed record Question(
        string Model, IReadOnlyList<Turn> Messages, [property: System.Text.Json.Serialization.JsonPropertyName("max_tokens")] int MaxTokens, double Temperature);

    private sealed record Turn(string Role, string Content);
}
