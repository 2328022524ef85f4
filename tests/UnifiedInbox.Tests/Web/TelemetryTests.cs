using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Tests.Web;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_go_to_the_collector_that_is_named()
    {
        var received = new ConcurrentDictionary<string, bool>();
        await using var collector = await CollectorAsync(received);
        await using (var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }))
        {
            using var client = app.Anonymous();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogWarning("something to tell");
        }
        await Eventually.TrueAsync(() => received.Count == 3, "three kinds have arrived");
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order());
    }

    private static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, bool> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{kind}", (HttpRequest request) =>
        {
            received[request.Path.Value!] = true;
            return Results.Ok();
        });
        await collector.StartAsync();
        return collector;
    }
}
