using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Simulator;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Browser.Tests;

/// <summary>The product with its simulator, and people who open it in a browser. The first account is Ada, an admin.</summary>
public sealed class Desk : IAsyncLifetime
{
    public const string Password = "SecurePassword123";

    public TestApp App { get; private set; } = null!;

    public SimulatedCarrier Carrier => App.Services.GetRequiredService<SimulatedCarrier>();

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync();
        (await App.SignUpAdminAsync()).Dispose();
        await UndoSecondsAsync(0);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>How long sending can be taken back; tests of other things do not wait for it.</summary>
    public async Task UndoSecondsAsync(int seconds)
    {
        await App.Database.Db.ExecuteAsync(
            "INSERT INTO settings (key, value) VALUES ('undo_seconds', to_jsonb(@seconds)) ON CONFLICT (key) DO UPDATE SET value = excluded.value", new { seconds }, default);
        App.Services.GetRequiredService<SettingsStore>().Forget("undo_seconds");
    }

    public Task TextAsync(string from, string body) => Carrier.TextFromPhoneAsync(from, SimulatorMode.PhoneNumber, body);

    public Task WhatsAppAsync(string from, string body, string? name = null) =>
        Carrier.WhatsAppFromPhoneAsync(from, SimulatorMode.WhatsAppNumber, body, name);

    /// <summary>A browser nobody is signed in to.</summary>
    public async Task<Visitor> VisitAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var browser = await Chromium.GetAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = App.Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        return new Visitor(context, await context.NewPageAsync(), App.Errors);
    }

    /// <summary>A browser Ada is signed in to.</summary>
    public Task<Visitor> AdaAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        SignedInAsync("ada@example.com", width, height, scheme);

    public async Task<Visitor> SignedInAsync(string email, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await VisitAsync(width, height, scheme);
        var answer = await visitor.Page.Context.APIRequest.PostAsync(
            "/api/auth/sign-in", new APIRequestContextOptions { DataObject = new { email, password = Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        return visitor;
    }

    /// <summary>A teammate who can sign in.</summary>
    public async Task AddAgentAsync(string email, string name)
    {
        await App.Database.Db.ExecuteAsync("""
            INSERT INTO settings (key, value) VALUES ('sign_up', '{"mode": "open"}') ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, null, default);
        await using var visitor = await VisitAsync();
        var answer = await visitor.Page.Context.APIRequest.PostAsync(
            "/api/auth/sign-up", new APIRequestContextOptions { DataObject = new { email, name, password = Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
