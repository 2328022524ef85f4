using System.Text.Json;

namespace UnifiedInbox.Channels.Ses;

/// <summary>Signs requests to the SES v2 API and sends them.</summary>
internal sealed class SesApi(HttpClient http, TimeProvider time)
{
    private static readonly string[] SignedHeaders = ["host", "content-type", "x-amz-content-sha256", "x-amz-date"];

    /// <param name="path">Begins with a slash, percent-encoded.</param>
    /// <param name="payloadHash">SHA-256 of the body in lower-case hex.</param>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, SesAccount account, string path, HttpContent? content, string payloadHash, CancellationToken ct)
    {
        var address = new Uri(account.Endpoint.ToString().TrimEnd('/') + path);
        var request = new HttpRequestMessage(method, address) { Content = content };
        var scope = new SigV4Scope(account.Region, "ses", time.GetUtcNow());
        var values = new[] { address.Authority, content?.Headers.ContentType?.ToString(), payloadHash, scope.Stamp };
        var headers = SignedHeaders.Zip(values).Where(pair => pair.Second is not null).Select(pair => KeyValuePair.Create(pair.First, pair.Second!)).ToList();
        foreach (var (name, value) in headers)
            if (name.StartsWith("x-amz-", StringComparison.Ordinal)) request.Headers.Add(name, value);
        var signed = new SigV4Request(method.Method, address.AbsolutePath, address.Query.TrimStart('?'), headers, payloadHash);
        request.Headers.TryAddWithoutValidation("Authorization", SigV4.Authorization(signed, scope, account.KeyId, account.Secret));
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>The type is in a header, with an address behind a colon at times, or in the body.</summary>
    public static (string? Type, string? Text) ErrorOf(HttpResponseMessage response, string body)
    {
        var type = response.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.FirstOrDefault() : null;
        string? text = null;
        if (Parse(body) is { } json)
        {
            type ??= Text(json, "__type") ?? Text(json, "code");
            text = Text(json, "message") ?? Text(json, "Message");
        }
        type = type?.Split(':')[0];
        return (type?[(type.LastIndexOf('#') + 1)..], text);
    }

    public static JsonElement? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
