using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Channels;

public class MailThroughSesTests(SesDesk desk) : IClassFixture<SesDesk>
{
    private const string TooMany = """{"message":"Maximum sending rate exceeded"}""";

    [Fact]
    public async Task Leaves_whole_signed_and_tagged()
    {
        var id = Accept();
        var person = NewPerson();
        var message = await desk.SentAsync(person, new { html = "<p>It is <b>on its way</b>.</p>", cc = new[] { "boss@customer.example" }, bcc = new[] { "secret@acme.example" } });

        var request = Assert.Single(desk.Provider.About(message.Text("id")!));
        Assert.Equal("/v2/email/outbound-emails", request.Path);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", request.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal("inbox-events", request.Json.Text("ConfigurationSetName"));
        Assert.Equal("secret@acme.example", request.Json.GetProperty("Destination").GetProperty("BccAddresses")[0].GetString());
        using var mail = MimeMessage.Parse(request.Json.GetProperty("Content").GetProperty("Raw").GetProperty("Data").GetBytesFromBase64());
        Assert.Equal(new Mailbox("Acme Support", MailDesk.Mailbox), Assert.Single(mail.From));
        Assert.Equal([person], mail.To.Select(to => to.Address));
        Assert.Equal(["boss@customer.example"], mail.Cc.Select(to => to.Address));
        Assert.Empty(mail.Bcc);
        Assert.Equal("Your order", mail.Subject);
        Assert.Contains("on its way", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains(mail.MessageId, mail.References);
        Assert.Equal(id, await ProviderIdAsync(message.Text("id")!));
        var known = await desk.App.Db.ListAsync<string>("SELECT key FROM email_ids WHERE message_id = @id", new { id = Guid.Parse(message.Text("id")!) }, CancellationToken.None);
        Assert.Contains(id, known);
        Assert.Contains(id + "@eu-west-1.amazonses.com", known);
        Assert.Contains(mail.MessageId, known);
    }

    [Fact]
    public async Task Waits_where_SES_is_busy_and_leaves_then()
    {
        var (person, tries) = (NewPerson(), 0);
        desk.Provider.Answer(request => request.Body.Contains(person, StringComparison.Ordinal) && Interlocked.Increment(ref tries) == 1
            ? new StubAnswer(429, TooMany, new() { ["x-amzn-ErrorType"] = "TooManyRequestsException:http://internal" })
            : new StubAnswer(200, """{"MessageId":"busy-0001"}"""));

        await desk.SentAsync(person);

        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Says_in_words_why_SES_refused()
    {
        desk.Provider.Answer(_ => new StubAnswer(400, """{"message":"Email address is not verified."}""", new() { ["x-amzn-ErrorType"] = "MessageRejected" }));

        var message = await desk.SendAsync(await desk.NewContactAsync(NewPerson()));
        var failed = await desk.WaitForStatusAsync(message.Text("id")!, "failed");

        Assert.Equal("MessageRejected", failed.GetProperty("error").Text("code"));
        Assert.Contains("not verified", failed.GetProperty("error").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_never_sent_again_and_an_event_settles_it()
    {
        desk.Provider.Answer(0, "");
        var message = await desk.SendAsync(await desk.NewContactAsync(NewPerson()));
        var id = message.Text("id")!;
        await desk.WaitForStatusAsync(id, "unconfirmed");
        Accept();

        await desk.PostSnsAsync(Event("Send", "lost-0001", id));
        await desk.WaitForStatusAsync(id, "sent");

        Assert.Single(desk.Provider.About(id));
        Assert.Equal("lost-0001", await ProviderIdAsync(id));
    }

    [Fact]
    public async Task Events_move_it_forward_and_repeats_change_nothing()
    {
        var provider = Accept();
        var message = await desk.SentAsync(NewPerson());
        var id = message.Text("id")!;

        Assert.Equal(HttpStatusCode.OK, (await desk.PostSnsAsync(Event("Delivery", provider, id))).StatusCode);
        await desk.WaitForStatusAsync(id, "delivered");
        await desk.PostSnsAsync(Event("Open", provider, id));
        var read = await desk.WaitForStatusAsync(id, "read");
        await desk.PostSnsAsync(Event("Delivery", provider, id));

        Assert.NotNull(read.Text("readAt"));
        await desk.WaitForStatusAsync(id, "read");
    }

    [Fact]
    public async Task A_click_is_an_opening_too_and_a_late_delivery_takes_nothing_back()
    {
        var provider = Accept();
        var id = (await desk.SentAsync(NewPerson())).Text("id")!;
        await desk.PostSnsAsync(Event("Click", provider, id, new Dictionary<string, object> { ["timestamp"] = desk.Clock.GetUtcNow(), ["link"] = "https://acme.example/" }));
        await desk.WaitForStatusAsync(id, "read");
        await desk.PostSnsAsync(Event("Delivery", provider, id));
        await desk.WaitForStatusAsync(id, "read");
        Assert.True(await desk.App.Db.FindAsync<bool>("SELECT clicked_at IS NOT NULL AND opened_at IS NOT NULL FROM messages WHERE id = @id", new { id = Guid.Parse(id) }, CancellationToken.None));
    }

    [Fact]
    public async Task Files_over_25_MB_are_refused_in_words()
    {
        Accept();
        var files = new List<string>();
        for (var number = 0; number < 2; number++)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[13_000_000]), "file", $"part{number}.bin" } };
            var put = await desk.Api.PostAsync("/api/attachments", form);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
            files.Add((await put.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!);
        }
        var contactId = await desk.NewContactAsync(NewPerson());
        var answer = await desk.Api.PostAsJsonAsync("/api/messages", new { contactId, channel = "email", subject = "Large", content = "See below.", attachments = files });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("files_too_large", told.Text("code"));
        Assert.Contains("25 MB", told.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bounce")]
    [InlineData("Complaint")]
    public async Task A_dead_address_and_one_that_complains_get_no_more_mail(string type)
    {
        var (person, provider) = (NewPerson(), Accept());
        var message = await desk.SentAsync(person);
        var id = message.Text("id")!;
        var detail = type == "Bounce"
            ? new Dictionary<string, object> { ["bounceType"] = "Permanent", ["bounceSubType"] = "NoEmail", ["bouncedRecipients"] = new[] { new { emailAddress = "Ann <" + person.ToUpperInvariant() + ">" } } }
            : new Dictionary<string, object> { ["complaintFeedbackType"] = "abuse", ["complainedRecipients"] = new[] { new { emailAddress = person }, new { emailAddress = "stranger@elsewhere.example" } } };
        await desk.PostSnsAsync(Event("Delivery", provider, id));
        await desk.WaitForStatusAsync(id, "delivered");

        await desk.PostSnsAsync(Event(type, provider, id, detail));

        var settled = await desk.WaitForStatusAsync(id, type == "Bounce" ? "failed" : "delivered");
        if (type == "Bounce") Assert.Equal("There is no such address.", settled.GetProperty("error").Text("message"));
        Assert.Equal("suppressed", await ConsentAsync(person));
        Assert.Null(await ConsentAsync("stranger@elsewhere.example"));
    }

    [Fact]
    public async Task A_full_mailbox_is_a_failure_and_no_reason_to_stop_writing()
    {
        var (person, provider) = (NewPerson(), Accept());
        var message = await desk.SentAsync(person);

        await desk.PostSnsAsync(Event("Bounce", provider, message.Text("id")!, new()
        {
            ["bounceType"] = "Transient", ["bounceSubType"] = "MailboxFull", ["bouncedRecipients"] = new[] { new { emailAddress = person } },
        }));

        await desk.WaitForStatusAsync(message.Text("id")!, "failed");
        Assert.Null(await ConsentAsync(person));
    }

    [Fact]
    public async Task A_copy_that_bounced_does_not_fail_the_mail_and_is_left_out_the_next_time()
    {
        var (person, copy, provider) = (NewPerson(), NewPerson(), Accept());
        var message = await desk.SentAsync(person, new { cc = new[] { copy } });
        await desk.PostSnsAsync(Event("Bounce", provider, message.Text("id")!, new()
        {
            ["bounceType"] = "Permanent", ["bounceSubType"] = "General", ["bouncedRecipients"] = new[] { new { emailAddress = copy } },
        }));
        await desk.WaitForStatusAsync(message.Text("id")!, "sent");
        Assert.Equal("suppressed", await ConsentAsync(copy));

        Accept();
        var next = await desk.SendAsync(message.Text("contactId")!, new { cc = new[] { copy } }, "One more thing.");
        var sent = await desk.WaitForStatusAsync(next.Text("id")!, "sent");

        Assert.Equal(copy, sent.GetProperty("metadata").GetProperty("leftOut")[0].GetString());
        Assert.Equal(0, desk.Provider.About(sent.Text("id")!)[0].Json.GetProperty("Destination").GetProperty("CcAddresses").GetArrayLength());
    }

    [Fact]
    public async Task Forged_stale_and_foreign_posts_are_refused()
    {
        var said = Event("Send", "x", Guid.Empty.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, change: fields => fields["Message"] += " ")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, change: fields => fields["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com.evil.example/x.pem")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, change: fields => fields["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-made-up.pem")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, topic: "arn:aws:sns:us-east-1:999999999999:theirs")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, change: fields => fields["SignatureVersion"] = "1")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.PostSnsAsync(said, topic: "arn:aws:sns:us-east-1:999999999999:theirs", type: "SubscriptionConfirmation")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.PostSnsAsync("You have chosen to subscribe", type: "SubscriptionConfirmation")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.PostSnsAsync(said)).StatusCode);
    }

    private string Accept()
    {
        var id = "0100" + UnifiedInbox.Database.NewId.Next().ToString("N") + "-000000";
        desk.Provider.Answer(200, $$"""{"MessageId":"{{id}}"}""");
        return id;
    }

    private static string NewPerson() => MailDesk.NewPerson();

    private static Dictionary<string, object> Event(string type, string providerId, string messageId, Dictionary<string, object>? detail = null) => new()
    {
        ["eventType"] = type,
        ["mail"] = new { messageId = providerId, tags = new { message_id = new[] { messageId } } },
        [char.ToLowerInvariant(type[0]) + type[1..]] = detail ?? [],
    };

    private Task<string?> ProviderIdAsync(string id) =>
        desk.App.Db.FindAsync<string>("SELECT provider_id FROM messages WHERE id = @id", new { id = Guid.Parse(id) }, CancellationToken.None);

    private Task<string?> ConsentAsync(string address) => desk.App.Db.FindAsync<string>(
        "SELECT consent_state((SELECT id FROM inboxes WHERE channel = 'email'), @address, 'email')", new { address }, CancellationToken.None);
}
