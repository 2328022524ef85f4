using System.Net;
using UnifiedInbox.Tests.Database;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

/// <summary>The database goes away while providers tell what became of mail: they are asked to come again, and then all is as they said.</summary>
public sealed class MailWebhooksWithoutDatabaseTests
{
    [Fact]
    public async Task SNS_is_told_to_try_again_and_heard_when_it_does()
    {
        await using var own = new OwnServer();
        var server = await own.StartAsync();
        var desk = new SesOn(server.ConnectionString);
        await desk.InitializeAsync();
        desk.Provider.Answer(200, """{"MessageId":"outage-0001"}""");
        var id = (await desk.SentAsync(MailDesk.NewPerson())).Text("id")!;
        var said = new Dictionary<string, object>
        {
            ["eventType"] = "Delivery",
            ["mail"] = new { messageId = "outage-0001", timestamp = desk.Clock.GetUtcNow(), tags = new { message_id = new[] { id } } },
            ["delivery"] = new { timestamp = desk.Clock.GetUtcNow() },
        };
        await server.DisposeAsync();
        await Eventually.TrueAsync(async () => (await desk.PostSnsAsync(said)).StatusCode == HttpStatusCode.ServiceUnavailable, "it asks to be told again");
        await using var again = await own.StartAsync();
        await Eventually.TrueAsync(async () => (await desk.PostSnsAsync(said)).StatusCode == HttpStatusCode.OK, "it hears again");
        await desk.WaitForStatusAsync(id, "delivered");
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task Svix_is_told_to_try_again_and_heard_when_it_does()
    {
        await using var own = new OwnServer();
        var server = await own.StartAsync();
        var desk = new ResendOn(server.ConnectionString);
        await desk.InitializeAsync();
        desk.Provider.Answer(200, """{"id":"outage-0002"}""");
        var id = (await desk.SentAsync(MailDesk.NewPerson())).Text("id")!;
        var said = new { type = "email.delivered", created_at = desk.Clock.GetUtcNow(), data = new { email_id = "outage-0002", tags = new { message_id = id } } };
        await server.DisposeAsync();
        await Eventually.TrueAsync(async () => (await desk.PostSvixAsync(said, "msg_outage")).StatusCode == HttpStatusCode.ServiceUnavailable, "it asks to be told again");
        await using var again = await own.StartAsync();
        await Eventually.TrueAsync(async () => (await desk.PostSvixAsync(said, "msg_outage")).StatusCode == HttpStatusCode.OK, "it hears again");
        await desk.WaitForStatusAsync(id, "delivered");
        await desk.DisposeAsync();
    }

    private sealed class SesOn(string database) : MailDesk
    {
        protected override Dictionary<string, string?> Settings(string providerUrl) => new(SesDesk.SettingsFor(providerUrl)) { ["DATABASE_URL"] = database, ["Logging__LogLevel__Default"] = "None" };
    }

    private sealed class ResendOn(string database) : MailDesk
    {
        protected override Dictionary<string, string?> Settings(string providerUrl) => new(ResendDesk.SettingsFor(providerUrl)) { ["DATABASE_URL"] = database, ["Logging__LogLevel__Default"] = "None" };
    }
}
