using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Simulator;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Bench;

/// <summary>The product as it ships, in this process, on an embedded PostgreSQL of its own, with the simulator as carrier.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    /// <summary>Where <c>BENCH_DATA_DIR</c> names a folder, its history is kept and grown instead of made anew.</summary>
    private static readonly string? Kept = Environment.GetEnvironmentVariable("BENCH_DATA_DIR");

    private readonly string folder = Kept ?? Path.Combine(Path.GetTempPath(), "unified-inbox-bench-" + Environment.ProcessId);

    private Db? owner;

    public Application App { get; private set; } = null!;

    public SimulatorHost Simulator { get; private set; } = null!;

    public HttpClient Api { get; private set; } = null!;

    /// <summary>As the owner of the tables: what is measured fills and defines them, which the app's own roles may not.</summary>
    public Db Db => owner ??= new Db(Owner(App.Services.GetRequiredService<DatabaseServer>().PoolSettings()));

    public static async Task<BenchNode> StartAsync()
    {
        var node = new BenchNode
        {
            Simulator = await SimulatorHost.StartAsync(new SimulatorOptions { History = 1_000_000, SeedPhones = false }),
        };
        node.App = await Application.StartAsync(
            Settings.From(new Dictionary<string, string?>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["HOST"] = "localhost",
                ["PORT"] = "0",
                ["DATA_DIR"] = node.folder,
                ["Logging__LogLevel__Default"] = "Warning",
                ["TWILIO_ACCOUNT_SID"] = node.Simulator.Carrier.Options.AccountSid,
                ["TWILIO_AUTH_TOKEN"] = node.Simulator.Carrier.Options.AuthToken,
                ["TWILIO_PHONE_NUMBER"] = "+15005550006",
                ["TWILIO_BASE_URL"] = node.Simulator.TwilioUrl,
                ["Accounts__ApiRequestsPerMinute"] = "10000000",
            }),
            replace: null,
            CancellationToken.None);
        node.Simulator.Carrier.WebhookUrl = new Uri(node.App.Address, "/api/webhooks/twilio").ToString();
        node.Api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = node.App.Address };
        var account = new { email = "bench@example.com", password = "SecurePassword123", name = "Bench" };
        var answer = await node.Api.PostAsJsonAsync("/api/auth/sign-up", account);
        if (Kept is not null && !answer.IsSuccessStatusCode) answer = await node.Api.PostAsJsonAsync("/api/auth/sign-in", account);
        answer.EnsureSuccessStatusCode();
        node.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        await node.Db.ExecuteAsync("UPDATE inboxes SET segments_per_second = 0", null, CancellationToken.None);
        return node;
    }

    /// <summary>Asks for a page or a list and reads it to its end.</summary>
    /// <param name="stats">Null while the code is being compiled.</param>
    public async Task GetAsync(string address, Stats? stats)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await Api.GetAsync(new Uri(address, UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        stats?.Add(Stopwatch.GetElapsedTime(started));
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{address} answered {(int)response.StatusCode}");
    }

    /// <summary>As many connections as the app has, and all the time a million rows take.</summary>
    private static NpgsqlDataSource Owner(NpgsqlConnectionStringBuilder settings)
    {
        settings.CommandTimeout = 0;
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (owner is not null) await owner.Source.DisposeAsync();
        await App.DisposeAsync();
        await Simulator.DisposeAsync();
        if (Kept is null) Directory.Delete(folder, recursive: true);
    }
}
