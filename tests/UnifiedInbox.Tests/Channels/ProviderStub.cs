using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Tests.Channels;

/// <summary>A mail provider's HTTP: keeps what was asked and answers as told.</summary>
public sealed class ProviderStub : IAsyncDisposable
{
    private readonly WebApplication app;
    private volatile Func<StubRequest, StubAnswer> answer = _ => new(404, "{}");

    private ProviderStub(WebApplication app) => this.app = app;

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    public string Url { get; private set; } = "";

    public static async Task<ProviderStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var stub = new ProviderStub(builder.Build());
        stub.app.Run(stub.HandleAsync);
        await stub.app.StartAsync();
        stub.Url = stub.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return stub;
    }

    public void Answer(Func<StubRequest, StubAnswer> with) => answer = with;

    public void Answer(int status, string body) => answer = _ => new(status, body);

    public IReadOnlyList<StubRequest> About(string messageId) => [.. Requests.Where(request => request.Body.Contains(messageId, StringComparison.OrdinalIgnoreCase))];

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

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
