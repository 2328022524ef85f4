using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UnifiedInbox.Simulator;

/// <summary>The carrier on a port of its own, for tests and measurements.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private SimulatorHost(WebApplication app, int port)
    {
        this.app = app;
        Carrier = app.Services.GetRequiredService<SimulatedCarrier>();
        Url = $"http://127.0.0.1:{port}/simulator";
        Post = app.Services.GetRequiredService<Mailing.SimulatedPost>();
        Post.Options.BaseUrl = Url;
        Carrier.ApiUrl = TwilioUrl;
        // Another host name for the same socket: clients must treat the media store as a stranger.
        Carrier.Options.CdnUrl ??= $"http://localhost:{port}/simulator/cdn";
    }

    public SimulatedCarrier Carrier { get; }

    /// <summary>The mail providers.</summary>
    public Mailing.SimulatedPost Post { get; }

    /// <summary>Address of the page.</summary>
    public string Url { get; }

    /// <summary>The value for the product's TWILIO_BASE_URL.</summary>
    public string TwilioUrl => Url + "/twilio";

    /// <param name="port">0 takes any free port.</param>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, int port = 0, CancellationToken ct = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSimulator(options ?? new SimulatorOptions());
        var app = builder.Build();
        app.MapSimulator();
        await app.StartAsync(ct);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SimulatorHost(app, new Uri(address).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
