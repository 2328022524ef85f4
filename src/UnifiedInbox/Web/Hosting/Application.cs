using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using UnifiedInbox.Database;

namespace UnifiedInbox.Web.Hosting;

/// <summary>One running node: its port taken, its database ready or being waited for, its workers at work.</summary>
internal sealed class Application : IAsyncDisposable
{
    private Application(WebApplication host, int port)
    {
        Host = host;
        Address = new Uri($"http://localhost:{port}");
    }

    public WebApplication Host { get; }

    public IServiceProvider Services => Host.Services;

    /// <summary>How this machine reaches it.</summary>
    public Uri Address { get; }

    /// <param name="settings">Where all settings come from.</param>
    /// <param name="replace">Runs last over the services, for tests that move the clock.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="OperatorException">A setting is wrong, the port is taken, the database refuses us.</exception>
    public static async Task<Application> StartAsync(IConfiguration settings, Action<IServiceCollection>? replace, CancellationToken ct)
    {
        var builder = Builder(settings);
        var options = ServerOptions.From(settings, builder.Environment.IsDevelopment());
        var sockets = ListenSockets.Take(options);
        // The server comes up while the host is put together.
        var database = DatabaseServer.StartAsync(DatabaseOptions.From(settings), ct);
        try
        {
            var host = Build(builder, options, sockets, database, replace);
            await using var cleanup = new Cleanup(host);
            await database;
            await host.Services.GetRequiredService<DatabaseStartup>().TryAsync(ct);
            await host.StartAsync(ct);
            cleanup.Cancel();
            return new Application(host, sockets.Port);
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>Ends what is under way, then the pools, then an embedded server.</summary>
    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
    }

    private static WebApplicationBuilder Builder(IConfiguration settings)
    {
        // Not the default builder: it reads the process's environment, which tests must not share, and watches files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Application).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = settings.Text("ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT") ?? Environments.Production,
        });
        builder.Configuration.AddConfiguration(settings);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning)
            // It warns that keys are stored unencrypted; DataProtectionKeys encrypts them one step later.
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
            .AddConfiguration(settings.GetSection("Logging"))
            .AddSimpleConsole(console => console.SingleLine = true);
        return builder;
    }

    private static WebApplication Build(WebApplicationBuilder builder, ServerOptions options, ListenSockets sockets,
        Task<DatabaseServer> database, Action<IServiceCollection>? replace)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var endPoint in sockets.EndPoints) kestrel.Listen(endPoint);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = sockets.For);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new LocalAddress(new Uri($"http://localhost:{sockets.Port}")));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => database.GetAwaiter().GetResult()); // completed before the first service is asked for
        Program.AddFeatures(builder.Services, builder.Configuration);
        replace?.Invoke(builder.Services);
        var host = builder.Build();
        Program.MapFeatures(host);
        return host;
    }

    /// <summary>A host that could not be started still has a server to stop.</summary>
    private sealed class Cleanup(WebApplication host) : IAsyncDisposable
    {
        private bool canceled;

        public void Cancel() => canceled = true;

        public ValueTask DisposeAsync() => canceled ? ValueTask.CompletedTask : host.DisposeAsync();
    }
}
