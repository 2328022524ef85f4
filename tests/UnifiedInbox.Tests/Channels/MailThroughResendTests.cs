using System.Net;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

public class MailThroughResendTests(ResendDesk desk) : IClassFixture<ResendDesk>
{
    [Fact]
    public async Task Leaves_with_its_key_and_its_place_in_the_thread()
    {
        Accept();
        var person = MailDesk.NewPerson();
        var message = await desk.SentAsync(person, new { html = "<p>Soon.</p>" });

        var request = Assert.Single(desk.Provider.About(message.Text("id")!));
        Assert.Equal("/emails", request.Path);
        Assert.Equal("Bearer re_test", request.Headers["authorization"]);
        Assert.StartsWith(message.Text("id")!.Replace("-", "", StringComparison.Ordinal), request.Headers["idempotency-key"], StringComparison.Ordinal);
        Assert.Equal("Acme Support <" + MailDesk.Mailbox + ">", request.Json.Text("from"));
        Assert.Equal(person, request.Json.GetProperty("to")[0].GetString());
        Assert.Contains("@acme.example>", request.Json.GetProperty("headers").Text("References"), StringComparison.Ordinal);
        Assert.Equal("message_id", request.Json.GetProperty("tags")[0].Text("name"));
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_asked_for_under_the_same_key()
    {
        var (keys, id) = (new List<string>(), UnifiedInbox.Database.NewId.Next().ToString());
        desk.Provider.Answer(request =>
        {
            lock (keys)
            {
                keys.Add(request.Headers["idempotency-key"]);
                return keys.Count == 1 ? new StubAnswer(0, "") : new StubAnswer(200, $$"""{"id":"{{id}}"}""");
            }
        });

        await desk.SentAsync(MailDesk.NewPerson());

        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
    }

    [Theory]
    [InlineData(422, "invalid_attachment", "failed")]
    [InlineData(403, "validation_error", "failed")]
    [InlineData(429, "daily_quota_exceeded", "queued")]
    public async Task What_Resend_answers_is_told_in_words(int status, string name, string becomes)
    {
        var said = new TaskCompletionSource();
        desk.Provider.Answer(_ =>
        {
            said.TrySetResult();
            return new StubAnswer(status, $$"""{"statusCode":{{status}},"name":"{{name}}","message":"x"}""");
        });

        var message = await desk.SendAsync(await desk.NewContactAsync(MailDesk.NewPerson()));
        await said.Task;
        var after = await desk.WaitForStatusAsync(message.Text("id")!, becomes);

        if (becomes == "failed") Assert.Equal(name, after.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task Webhooks_move_it_and_suppress()
    {
        Accept();
        var person = MailDesk.NewPerson();
        var message = await desk.SentAsync(person);
        var data = new Dictionary<string, object>
        {
            ["email_id"] = await ProviderIdAsync(message.Text("id")!) ?? "",
            ["to"] = new[] { person },
            ["message_id"] = "<made-by-resend@us-east-1.amazonses.com>",
            ["tags"] = new { message_id = message.Text("id") },
        };

        Assert.Equal(HttpStatusCode.OK, (await desk.PostSvixAsync(new { type = "email.delivered", created_at = desk.Clock.GetUtcNow(), data })).StatusCode);
        await desk.WaitForStatusAsync(message.Text("id")!, "delivered");
        data["bounce"] = new { type = "Permanent", subType = "NoEmail" };
        await desk.PostSvixAsync(new { type = "email.bounced", created_at = desk.Clock.GetUtcNow(), data }, "msg_twice");
        await desk.PostSvixAsync(new { type = "email.bounced", created_at = desk.Clock.GetUtcNow(), data }, "msg_twice");

        await desk.WaitForStatusAsync(message.Text("id")!, "failed");
        Assert.Equal(1, await desk.App.Db.FindAsync<int>(
            "SELECT count(*)::int FROM consents WHERE address = @person AND state = 'suppressed' AND source = 'bounce'", new { person }, CancellationToken.None));
        Assert.Equal(1, await desk.App.Db.FindAsync<int>(
            "SELECT count(*)::int FROM email_ids WHERE key = 'made-by-resend@us-east-1.amazonses.com'", null, CancellationToken.None));
    }

    [Fact]
    public async Task Opened_and_clicked_are_shown_and_a_complaint_stops_further_mail()
    {
        Accept();
        var person = MailDesk.NewPerson();
        var id = (await desk.SentAsync(person)).Text("id")!;
        var data = new Dictionary<string, object> { ["email_id"] = await ProviderIdAsync(id) ?? "", ["to"] = new[] { person }, ["tags"] = new { message_id = id } };

        await desk.PostSvixAsync(new { type = "email.opened", created_at = desk.Clock.GetUtcNow(), data });
        await desk.WaitForStatusAsync(id, "read");
        await desk.PostSvixAsync(new { type = "email.clicked", created_at = desk.Clock.GetUtcNow(), data = new Dictionary<string, object>(data) { ["click"] = new { link = "https://acme.example/", timestamp = desk.Clock.GetUtcNow() } } });
        Assert.True(await desk.App.Db.FindAsync<bool>("SELECT clicked_at IS NOT NULL AND opened_at IS NOT NULL FROM messages WHERE id = @id", new { id = Guid.Parse(id) }, CancellationToken.None));
        await desk.PostSvixAsync(new { type = "email.complained", created_at = desk.Clock.GetUtcNow(), data });

        await desk.WaitForStatusAsync(id, "read"); // it did arrive
        Assert.Equal("suppressed complaint", await desk.App.Db.FindAsync<string>("SELECT state || ' ' || source FROM consents WHERE address = @person", new { person }, CancellationToken.None));
    }

    [Fact]
    public async Task Posts_signed_with_another_secret_are_refused()
    {
        var said = new { type = "email.sent", data = new { email_id = "x" } };

        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSvixAsync(said, secret: "whsec_YW5vdGhlcg==")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.PostSvixAsync(said)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.PostSvixAsync(new { type = "contact.created", data = new { } })).StatusCode);
    }

    private void Accept() => desk.Provider.Answer(_ => new StubAnswer(200, $$"""{"id":"{{UnifiedInbox.Database.NewId.Next()}}"}"""));

    private Task<string?> ProviderIdAsync(string id) =>
        desk.App.Db.FindAsync<string>("SELECT provider_id FROM messages WHERE id = @id", new { id = Guid.Parse(id) }, CancellationToken.None);
}
