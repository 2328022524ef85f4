using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Policies.QuietHours;
using UnifiedInbox.Tests.Conversations;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Policies;

/// <summary>What the tests of policies do at a <see cref="CarrierDesk"/>.</summary>
internal static class PolicyDesk
{
    /// <summary>Someone writes an SMS, and is known by it.</summary>
    public static async Task<(string Phone, string Contact)> SomeoneAsync(this CarrierDesk desk, string text = "hello")
    {
        var phone = CarrierDesk.NewPhone();
        return (phone, (await desk.ReceiveAsync(phone, text)).Text("contactId")!);
    }

    /// <summary>Someone the team knows and who has never written.</summary>
    public static async Task<(string Phone, string Contact)> StrangerAsync(this CarrierDesk desk, string? timeZone = null)
    {
        var phone = CarrierDesk.NewPhone();
        var answer = await desk.Api.PostAsJsonAsync("/api/contacts", new { name = "Someone", phone, timeZone });
        return (phone, (await answer.JsonAsync(HttpStatusCode.Created)).Text("id")!);
    }

    public static Task<JsonElement> CheckAsync(this CarrierDesk desk, string contact, string text, string channel = "sms", object? extra = null) =>
        desk.CheckAsync(desk.Api, contact, text, channel, extra);

    public static async Task<JsonElement> CheckAsync(this CarrierDesk desk, HttpClient api, string contact, string text, string channel = "sms", object? extra = null)
    {
        _ = desk;
        var body = new Dictionary<string, object?> { ["contactId"] = contact, ["channel"] = channel, ["content"] = text };
        if (extra is not null)
            foreach (var property in extra.GetType().GetProperties()) body[property.Name] = property.GetValue(extra);
        return await (await api.PostAsJsonAsync("/api/messages/check", body)).JsonAsync();
    }

    public static async Task KeepQuietAsync(this CarrierDesk desk, QuietTimes times)
    {
        await desk.App.Db.ExecuteAsync(
            "INSERT INTO settings (key, value) VALUES ('quiet_hours', @value::jsonb) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            new { value = JsonSerializer.Serialize(times, JsonSerializerOptions.Web) },
            CancellationToken.None);
        var store = (UnifiedInbox.Database.SettingsStore)desk.App.Services.GetService(typeof(UnifiedInbox.Database.SettingsStore))!;
        store.Forget("quiet_hours");
    }

    /// <summary>Quiet from an hour ago until an hour from now, by this zone's clock.</summary>
    public static QuietTimes QuietNow(this CarrierDesk desk, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(desk.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var hour = TimeOnly.FromDateTime(local.DateTime);
        return new QuietTimes { On = true, From = hour.AddHours(-1), To = hour.AddHours(1) };
    }

    public static Task<Guid> InboxAsync(this CarrierDesk desk, string channel) =>
        desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = @channel", new { channel }, CancellationToken.None);

    /// <summary>What the gate said of a message, stage by stage.</summary>
    public static Task<List<string>> DecisionsAsync(this CarrierDesk desk, string message) => desk.App.Db.ListAsync<string>(
        "SELECT stage || ' ' || outcome || ' ' || rule FROM policy_decisions WHERE message_id = @id ORDER BY at, id", new { id = Guid.Parse(message) }, CancellationToken.None);

    public static async Task<(HttpClient Api, Guid Id)> AgentAsync(this CarrierDesk desk, string name)
    {
        await desk.App.Db.ExecuteAsync(
            """INSERT INTO settings (key, value) VALUES ('sign_up', '{"mode": "open"}') ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
            null, CancellationToken.None);
        using var anonymous = desk.App.Anonymous();
        var answer = await anonymous.PostAsJsonAsync("/api/auth/sign-up", new { email = $"{name.ToLowerInvariant()}@example.com", password = "SecurePassword123", name });
        var json = await answer.JsonAsync(HttpStatusCode.Created);
        return (desk.App.WithToken(json.GetProperty("token").GetString()!), json.GetProperty("user").GetProperty("id").GetGuid());
    }
}
