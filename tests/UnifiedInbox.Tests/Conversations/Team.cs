using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Simulator;

namespace UnifiedInbox.Tests.Conversations;

/// <summary>A team at work in one app: an admin, agents, and people who text them from the simulator's phones.</summary>
public sealed class Team : IAsyncLifetime
{
    public const string Phone = "+14155550100";

    public TestApp App { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public SimulatedCarrier Carrier => App.Services.GetRequiredService<SimulatedCarrier>();

    internal Db Db => App.Db;

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync();
        Admin = await App.SignUpAdminAsync();
        await Db.ExecuteAsync("""
            INSERT INTO settings (key, value) VALUES ('sign_up', '{"mode": "open"}')
            ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """, null, default);
    }

    public async Task DisposeAsync()
    {
        Admin.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>Another node of this installation. It uses the first one's carrier: one of its own would take the numbers over with its own credentials.</summary>
    public Task<TestApp> StartNodeAsync() => TestApp.StartAsync(App.Database, new Dictionary<string, string?>
    {
        ["TWILIO_ACCOUNT_SID"] = SimulatorMode.AccountSid,
        ["TWILIO_AUTH_TOKEN"] = App.Services.GetRequiredService<SimulatorMode>().AuthToken,
        ["TWILIO_PHONE_NUMBER"] = SimulatorMode.PhoneNumber,
        ["TWILIO_WHATSAPP_NUMBER"] = SimulatorMode.WhatsAppNumber,
        ["TWILIO_BASE_URL"] = new Uri(App.Address, "simulator").ToString(),
    });

    /// <summary>An agent, signed in to the API.</summary>
    public async Task<(HttpClient Client, Guid Id)> AgentAsync(string name)
    {
        using var anonymous = App.Anonymous();
        var answer = await anonymous.PostAsJsonAsync("/api/auth/sign-up",
            new { email = $"{name.ToLowerInvariant()}@example.com", password = "SecurePassword123", name });
        var json = await answer.JsonAsync(HttpStatusCode.Created);
        return (App.WithToken(json.GetProperty("token").GetString()!), json.GetProperty("user").GetProperty("id").GetGuid());
    }

    /// <summary>Somebody writes an SMS; answers the conversation it came into.</summary>
    public async Task<Guid> TextAsync(string body, string from = Phone)
    {
        var message = await Carrier.TextFromPhoneAsync(from, SimulatorMode.PhoneNumber, body);
        return await ConversationOfAsync(message.Sid);
    }

    public async Task<Guid> WhatsAppAsync(string body, string from = Phone, string? name = null)
    {
        var message = await Carrier.WhatsAppFromPhoneAsync(from, SimulatorMode.WhatsAppNumber, body, name);
        return await ConversationOfAsync(message.Sid);
    }

    /// <summary>Only those named may use the inbox of a channel any more (and admins).</summary>
    public async Task RestrictAsync(string channel, params Guid[] agents)
    {
        await Db.ExecuteAsync("UPDATE inboxes SET open_to_all = false WHERE channel = @channel", new { channel }, default);
        await Db.ExecuteAsync(
            "INSERT INTO inbox_access (inbox_id, user_id) SELECT i.id, a FROM inboxes i, unnest(@agents) a WHERE i.channel = @channel",
            new { channel, agents }, default);
    }

    private Task<Guid> ConversationOfAsync(string sid) =>
        Db.FindAsync<Guid>("SELECT conversation_id FROM messages WHERE provider_id = @sid", new { sid }, default);
}

internal static class JsonAnswers
{
    /// <summary>The body, where the status is the expected one.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {(int)status}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> JsonAsync(this HttpClient client, string url) => await (await client.GetAsync(url)).JsonAsync();

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, Guid conversation, object change) =>
        client.PatchAsJsonAsync($"/api/conversations/{conversation}", change);

    /// <summary>422 with this code.</summary>
    public static async Task RefusedAsync(this HttpResponseMessage answer, string code) =>
        Assert.Equal(code, (await answer.JsonAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
}
