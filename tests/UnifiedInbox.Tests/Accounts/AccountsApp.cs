using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UnifiedInbox.Accounts;

namespace UnifiedInbox.Tests.Accounts;

/// <summary>The accounts feature alone, over HTTP on a free port and a database of its own.</summary>
public sealed class AccountsApp : IAsyncDisposable
{
    public const string Password = "SecurePassword123";
    private readonly TestDatabase database;
    private readonly WebApplication app;

    private AccountsApp(TestDatabase database, WebApplication app)
    {
        this.database = database;
        this.app = app;
    }

    public string Address => app.Urls.Single();

    public TestDatabase Database => database;

    public static async Task<AccountsApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Accounts:SignInsPerMinute"] = "1000" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.Services.AddSingleton(database.Db).AddSingleton(TimeProvider.System);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAccounts(builder.Configuration);
        var app = builder.Build();
        app.UseAccounts();
        app.MapAccounts();
        await app.StartAsync();
        return new AccountsApp(database, app);
    }

    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Address) };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<string?> CodeAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("code").GetString();
}
