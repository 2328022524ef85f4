using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace UnifiedInbox.Web.Hosting;

/// <summary>
/// Sends traces, metrics and logs to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> points: a collector, or a monitoring service that
/// takes OTLP. Without it nothing is gathered. The other <c>OTEL_*</c> variables work as their specification says.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetryExport(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration.Text(Endpoint) is not { } endpoint) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out _))
            throw new OperatorException($"{Endpoint} is “{endpoint}”; it must be an address such as http://localhost:4317.");
        builder.Logging.AddOpenTelemetry(logs => logs.SetResourceBuilder(Describe(ResourceBuilder.CreateDefault())).AddOtlpExporter());
        builder.Services.AddHostedService(_ => new Providers(Traces(configuration), Metrics(configuration)));
    }

    private static TracerProvider Traces(IConfiguration configuration) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(resource => Describe(resource))
        .AddSource(Telemetry.Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
        .AddOtlpExporter()
        .Build();

    private static MeterProvider Metrics(IConfiguration configuration) => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(resource => Describe(resource))
        .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql")
        .AddOtlpExporter()
        .Build();

    private static ResourceBuilder Describe(ResourceBuilder resource) =>
        resource.AddService("unified-inbox", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3));

    /// <summary>Sends what is left when the node stops.</summary>
    private sealed class Providers(TracerProvider traces, MeterProvider metrics) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }
}
