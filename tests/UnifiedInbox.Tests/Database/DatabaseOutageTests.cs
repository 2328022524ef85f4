using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Database;

/// <summary>The database goes away and comes back while the product runs.</summary>
public sealed class DatabaseOutageTests
{
    [Fact]
    public async Task Everybody_is_told_and_it_recovers_by_itself()
    {
        await using var own = new OwnServer();
        var server = await own.StartAsync();
        await using var app = await StartAppAsync(server.ConnectionString);
        using var api = app.Anonymous();
        using var browser = app.Browser();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).StatusCode);

        await server.DisposeAsync();
        var ready = await api.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("not_ready", await CodeAsync(ready));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).StatusCode);
        var call = await api.PostAsJsonAsync("/api/auth/sign-in", new { email = "a@example.com", password = "SecurePassword123" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, call.StatusCode);
        Assert.Equal("database_unavailable", await CodeAsync(call));
        Assert.NotNull(call.Headers.RetryAfter);

        await using var again = await own.StartAsync();
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health/ready")).IsSuccessStatusCode, "ready again");
        var signIn = await api.PostAsJsonAsync("/api/auth/sign-in", new { email = "a@example.com", password = "SecurePassword123" });
        Assert.Equal(HttpStatusCode.Unauthorized, signIn.StatusCode);
    }

    [Fact]
    public async Task A_text_that_comes_meanwhile_is_not_acknowledged()
    {
        await using var own = new OwnServer();
        var server = await own.StartAsync();
        await using var desk = await CarrierDesk.StartAsync(new() { ["DATABASE_URL"] = server.ConnectionString, ["Logging__LogLevel__Default"] = "None" });
        var text = desk.InboundFields(CarrierDesk.NewPhone(), "is anybody there");

        await server.DisposeAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await desk.PostWebhookAsync(text)).StatusCode);

        await using var again = await own.StartAsync();
        await Eventually.TrueAsync(async () => (await desk.PostWebhookAsync(text)).IsSuccessStatusCode, "the repeat taken");
        var kept = await desk.Api.GetFromJsonAsync<JsonElement>("/api/messages");
        Assert.Equal("is anybody there", Assert.Single(kept.GetProperty("items").EnumerateArray()).Text("content"));
    }

    [Fact]
    public async Task One_that_hangs_keeps_neither_probes_nor_the_carrier_waiting()
    {
        await using var own = new OwnServer();
        await using var server = await own.StartAsync();
        await using var desk = await CarrierDesk.StartAsync(new()
        {
            ["DATABASE_URL"] = server.ConnectionString, ["Webhooks__AnswerWithin"] = "00:00:01", ["Logging__LogLevel__Default"] = "None",
        });
        using var probe = desk.App.Anonymous();
        var text = desk.InboundFields(CarrierDesk.NewPhone(), "is anybody there");
        own.Freeze();
        try
        {
            var ready = probe.GetAsync("/health/ready");
            var webhook = desk.PostWebhookAsync(text);
            var patience = TimeSpan.FromSeconds(8);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await webhook.WaitAsync(patience)).StatusCode);
            Assert.Equal("not_ready", await CodeAsync(await ready.WaitAsync(patience)));
            Assert.Equal(HttpStatusCode.OK, (await probe.GetAsync("/health/live")).StatusCode);
        }
        finally
        {
            own.Thaw();
        }
        await Eventually.TrueAsync(async () => (await probe.GetAsync("/health/ready")).IsSuccessStatusCode, "ready again");
        await Eventually.TrueAsync(async () => (await desk.PostWebhookAsync(text)).IsSuccessStatusCode, "the repeat taken");
        var kept = await desk.Api.GetFromJsonAsync<JsonElement>("/api/messages");
        Assert.Equal("is anybody there", Assert.Single(kept.GetProperty("items").EnumerateArray()).Text("content"));
    }

    [Fact]
    public async Task A_start_without_it_waits_and_migrates_when_it_comes()
    {
        await using var own = new OwnServer();
        var server = await own.StartAsync();
        var place = server.ConnectionString;
        await server.DisposeAsync();
        await using var app = await StartAppAsync(place);
        using var api = app.Anonymous();
        using var browser = app.Browser();

        Assert.Equal("not_ready", await CodeAsync(await api.GetAsync("/health/ready")));
        Assert.Equal("database_unavailable", await CodeAsync(await api.GetAsync("/api/contacts")));
        var page = await browser.GetAsync("/inbox");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("The database is away", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await using var started = await own.StartAsync();
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health/ready")).IsSuccessStatusCode, "ready after the first migration");
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_not_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var place = database.ConnectionString.Replace("Database=test_", "Database=missing_", StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<OperatorException>(() => StartAppAsync(place));
        Assert.Contains("DATABASE_URL", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAppAsync(string place) =>
        TestApp.StartAsync(settings: new Dictionary<string, string?> { ["DATABASE_URL"] = place, ["Logging__LogLevel__Default"] = "None" });

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
