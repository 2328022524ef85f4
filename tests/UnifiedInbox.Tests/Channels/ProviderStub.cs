using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Tests.Web;

namespace UnifiedInbox.Tests.Channels;

/// <summary>A mail provider's HTTP: keeps what was asked and answers as told.</summary>
public sealed class ProviderStub : IAsyncDisposable
{
    private LoopbackSite site = null!;
    private volatile Func<StubRequest, StubAnswer> answer = _ => new(404, "{}");

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    public string Url => site.Url;

    public static async Task<ProviderStub> StartAsync()
    {
        var stub = new ProviderStub();
        stub.site = await LoopbackSite.StartAsync(stub.HandleAsync);
        return stub;
    }

    public void Answer(Func<StubRequest, StubAnswer> with) => answer = with;

    public void Answer(int status, string body) => answer = _ => new(status, body);

    public IReadOnlyList<StubRequest> About(string messageId) => [.. Requests.Where(request => request.Body.Contains(messageId, StringComparison.OrdinalIgnoreCase))];

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = new StubRequest(
            http.Request.Method,
            http.Request.Path,
            http.Request.Headers.ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value.ToString()),
            await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        var said = answer(request);
        if (said.Status == 0)
        {
            // The line goes dead after the request was read.
            http.Abort();
            return;
        }
        http.Response.StatusCode = said.Status;
        foreach (var (name, value) in said.Headers ?? []) http.Response.Headers[name] = value;
        await http.Response.WriteAsync(said.Body);
    }
}

public sealed record StubRequest(string Method, string Path, Dictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
}

/// <param name="Status">0 cuts the connection.</param>
public sealed record StubAnswer(int Status, string Body, Dictionary<string, string>? Headers = null);
