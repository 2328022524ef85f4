using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;
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
        Listen(builder, options, sockets);
        var app = await BuildAsync(builder, sockets.Port, beside: false, replace, ct).DisposeOnFailure(sockets);
        await app.StartAsync(ct).DisposeOnFailure(app);
        return app;
    }

    /// <summary>The services without the port, for a command.</summary>
    /// <param name="settings">Where all settings come from.</param>
    /// <param name="beside">Whether it may work beside an app that is running.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<Application> OpenAsync(IConfiguration settings, bool beside, CancellationToken ct)
    {
        var builder = Builder(settings);
        var options = ServerOptions.From(settings, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(options);
        return BuildAsync(builder, options.Port, beside, replace: null, ct);
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
            .AddFilter("UnifiedInbox.Accounts.SessionAuthentication", LogLevel.Warning)
            .AddConfiguration(settings.GetSection("Logging"))
            .AddConsole(console => console.FormatterName = LogLine.Name).AddConsoleFormatter<LogLine, ConsoleFormatterOptions>();
        builder.AddTelemetryExport();
        return builder;
    }

    private static void Listen(WebApplicationBuilder builder, ServerOptions options, ListenSockets sockets)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var endPoint in sockets.EndPoints) kestrel.Listen(endPoint);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = sockets.For);
        builder.Services.AddSingleton(options);
    }

    private static async Task<Application> BuildAsync(
        WebApplicationBuilder builder, int port, bool beside, Action<IServiceCollection>? replace, CancellationToken ct)
    {
        var settings = builder.Configuration;
        // The server comes up while the host is put together; it is there before the first service is asked for.
        var database = DatabaseServer.StartAsync(DatabaseOptions.From(settings), beside, ct);
        builder.Services.AddSingleton(_ => database.GetAwaiter().GetResult());
        builder.Services.AddSingleton(TimeProvider.System);
        var app = new Application(await BuildAsync(builder, port, replace, database), port);
        await database.DisposeOnFailure(app);
        app.Services.GetRequiredService<DatabaseServer>(); // now the services own it, and stop it with them
        return app;
    }

    /// <summary>A setting that is wrong leaves no server behind.</summary>
    private static async Task<WebApplication> BuildAsync(
        WebApplicationBuilder builder, int port, Action<IServiceCollection>? replace, Task<DatabaseServer> database)
    {
        try
        {
            return Build(builder, port, replace);
        }
        catch (OperatorException)
        {
            await using (await database) throw;
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, int port, Action<IServiceCollection>? replace)
    {
        builder.Services.AddSingleton(new LocalAddress(new Uri($"http://localhost:{port}")));
        Program.AddFeatures(builder.Services, builder.Configuration);
        replace?.Invoke(builder.Services);
        var host = builder.Build();
        Program.MapFeatures(host);
        return host;
    }

    private async Task StartAsync(CancellationToken ct)
    {
        // Most of what a start compiles is how routes read what they are sent. Begun beside the schema, it is there when the host asks.
        _ = Task.Run(() => ((IEndpointRouteBuilder)Host).DataSources.Sum(source => source.Endpoints.Count), ct);
        await Services.GetRequiredService<DatabaseStartup>().TryAsync(ct);
        await Host.StartAsync(ct);
    }
}
