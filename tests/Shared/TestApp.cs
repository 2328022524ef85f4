using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UnifiedInbox.Database;
using UnifiedInbox.Web.Hosting;

namespace UnifiedInbox.Tests;

/// <summary>
/// The real product on a free port of this machine, over a database of its own or one it shares with other nodes. As
/// <c>IClassFixture&lt;TestApp&gt;</c> it has plain settings; for others use <see cref="StartAsync"/>.
/// </summary>
public class TestApp : IAsyncLifetime, IAsyncDisposable
{
    internal const string SecretKey = "a secret that only the tests know, long enough";
    private readonly string dataDir = Path.Combine(TestServer.Folder, $"app-{NewId.Next():N}");
    private readonly Dictionary<string, string?> settings;
    private readonly Action<IServiceCollection>? replace;
    private readonly TestDatabase? shared;
    private Application app = null!;

    public TestApp() : this(null, null, null) { }

    private TestApp(TestDatabase? database, IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? replace)
    {
        shared = database;
        this.replace = replace;
        this.settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["PORT"] = "0",
            ["DATA_DIR"] = dataDir,
            ["SECRET_KEY"] = SecretKey,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Accounts__SignInsPerMinute"] = "1000", // all from one address
            ["Dispatcher__LongestSleep"] = "00:00:01", // a clock that is moved wakes nobody
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>()) this.settings[name] = value;
    }

    public TestDatabase Database { get; private set; } = null!;

    public Uri Address => app.Address;

    /// <summary>The clock of this app: runs on, and can be moved forward.</summary>
    public TestClock Clock { get; } = new();

    public KeptErrors Errors { get; } = new();

    public IServiceProvider Services => app.Services;

    internal Db Db => Database.Db;

    /// <summary>Starts a node.</summary>
    /// <param name="database">One to share with other nodes; null makes one that goes with the app.</param>
    /// <param name="settings">Environment variables beside and above the usual ones.</param>
    /// <param name="replace">Changes to the services, after the product's own.</param>
    public static async Task<TestApp> StartAsync(TestDatabase? database = null,
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? replace = null)
    {
        var app = new TestApp(database, settings, replace);
        await app.InitializeAsync();
        return app;
    }

    public async Task InitializeAsync()
    {
        Database = shared ?? await TestDatabase.CreateAsync();
        Directory.CreateDirectory(dataDir);
        settings.TryAdd("DATABASE_URL", Database.ConnectionString);
        try
        {
            app = await Application.StartAsync(Settings.From(settings), Replace, CancellationToken.None);
        }
        catch
        {
            Directory.Delete(dataDir, recursive: true);
            throw;
        }
    }

    /// <summary>A caller without an account. Does not follow redirects, so that tests see them.</summary>
    public HttpClient Anonymous() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true) { BaseAddress = Address };

    /// <summary>A browser: keeps cookies, and asks for pages.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true) { BaseAddress = Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    /// <summary>A caller of the API with this token, a session's or an API token.</summary>
    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The first account, which becomes the admin; answers a client of the API that is signed in as her.</summary>
    public async Task<HttpClient> SignUpAdminAsync(string email = "ada@example.com", string name = "Ada Admin")
    {
        using var anonymous = Anonymous();
        var response = await anonymous.PostAsJsonAsync("/api/auth/sign-up", new { email, password = "SecurePassword123", name });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return WithToken((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (shared is null) await Database.DisposeAsync();
        Directory.Delete(dataDir, recursive: true);
        GC.SuppressFinalize(this);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    private void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        services.AddSingleton<ILoggerProvider>(Errors);
        // Hashing a password takes its time on purpose; tests sign up by the hundred.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
        replace?.Invoke(services);
    }
}
