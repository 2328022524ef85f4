using System.Globalization;
using System.Net;
using UnifiedInbox.Members.Stripe;
using UnifiedInbox.Tests.Database;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

/// <summary>The database goes away while providers tell what became of mail: they are asked to come again, and then all is as they said.</summary>
public sealed class MailWebhooksWithoutDatabaseTests
{
    private const string StripeSecret = "whsec_for_tests_only";

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

    [Fact]
    public async Task A_database_that_hangs_keeps_neither_SNS_nor_Stripe_waiting()
    {
        await using var own = new OwnServer();
        await using var server = await own.StartAsync();
        var desk = new SesOn(server.ConnectionString);
        await desk.InitializeAsync();
        desk.Provider.Answer(200, """{"MessageId":"outage-0003"}""");
        var id = (await desk.SentAsync(MailDesk.NewPerson())).Text("id")!;
        var said = new Dictionary<string, object>
        {
            ["eventType"] = "Delivery",
            ["mail"] = new { messageId = "outage-0003", timestamp = desk.Clock.GetUtcNow(), tags = new { message_id = new[] { id } } },
            ["delivery"] = new { timestamp = desk.Clock.GetUtcNow() },
        };
        await RefusedInTimeAsync(own, () => desk.PostSnsAsync(said), () => PostStripeAsync(desk));
        await Eventually.TrueAsync(async () => (await desk.PostSnsAsync(said)).StatusCode == HttpStatusCode.OK, "it hears again");
        await Eventually.TrueAsync(async () => (await PostStripeAsync(desk)).StatusCode == HttpStatusCode.OK, "it hears of customers again");
        await desk.WaitForStatusAsync(id, "delivered");
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task A_database_that_hangs_does_not_keep_Svix_waiting()
    {
        await using var own = new OwnServer();
        await using var server = await own.StartAsync();
        var desk = new ResendOn(server.ConnectionString);
        await desk.InitializeAsync();
        desk.Provider.Answer(200, """{"id":"outage-0004"}""");
        var id = (await desk.SentAsync(MailDesk.NewPerson())).Text("id")!;
        var said = new { type = "email.delivered", created_at = desk.Clock.GetUtcNow(), data = new { email_id = "outage-0004", tags = new { message_id = id } } };
        await RefusedInTimeAsync(own, () => desk.PostSvixAsync(said, "msg_hanging"));
        await Eventually.TrueAsync(async () => (await desk.PostSvixAsync(said, "msg_hanging")).StatusCode == HttpStatusCode.OK, "it hears again");
        await desk.WaitForStatusAsync(id, "delivered");
        await desk.DisposeAsync();
    }

    private static async Task RefusedInTimeAsync(OwnServer own, params Func<Task<HttpResponseMessage>>[] posts)
    {
        own.Freeze();
        try
        {
            var answers = await Task.WhenAll(posts.Select(post => post())).WaitAsync(TimeSpan.FromSeconds(8));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        }
        finally
        {
            own.Thaw();
        }
    }

    private static async Task<HttpResponseMessage> PostStripeAsync(MailDesk desk)
    {
        var body = """{"id":"evt_hanging","type":"customer.created","created":1740000001,"data":{"object":{"object":"customer","id":"cus_hanging","email":"hanging@example.com"}}}"""u8.ToArray();
        var at = desk.Clock.GetUtcNow().ToUnixTimeSeconds();
        using var client = desk.App.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, StripeWebhook.Path) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", string.Create(CultureInfo.InvariantCulture, $"t={at},v1={StripeSignature.Sign(StripeSecret, at, body)}"));
        return await client.SendAsync(request);
    }

    private static Dictionary<string, string?> With(Dictionary<string, string?> provider, string database) => new(provider)
    {
        ["DATABASE_URL"] = database,
        ["Webhooks__AnswerWithin"] = "00:00:01",
        ["STRIPE_WEBHOOK_SECRET"] = StripeSecret,
        ["Logging__LogLevel__Default"] = "None",
    };

    private sealed class SesOn(string database) : MailDesk
    {
        protected override Dictionary<string, string?> Settings(string providerUrl) => With(SesDesk.SettingsFor(providerUrl), database);
    }

    private sealed class ResendOn(string database) : MailDesk
    {
        protected override Dictionary<string, string?> Settings(string providerUrl) => With(ResendDesk.SettingsFor(providerUrl), database);
    }
}
