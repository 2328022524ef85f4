using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Accounts;
using UnifiedInbox.Channels;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Messages;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Tests.Messages;
using UnifiedInbox.Unsubscribing;

namespace UnifiedInbox.Tests.Channels;

public class UnsubscribingTests(SesDesk desk) : IClassFixture<SesDesk>
{
    [Fact]
    public async Task One_click_takes_them_off_as_often_as_it_comes_and_a_look_does_not()
    {
        var person = MailDesk.NewPerson();
        var contact = await desk.NewContactAsync(person);
        var link = new Uri(desk.App.Services.GetRequiredService<UnsubscribeLink>().Of(Guid.Parse(contact), await InboxAsync()));
        using var stranger = desk.App.Anonymous();

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(link.PathAndQuery)).StatusCode);
        Assert.Null(await ConsentAsync(person));
        for (var times = 0; times < 2; times++)
        {
            using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" });
            Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsync(link.PathAndQuery, body)).StatusCode);
        }

        Assert.Equal("opted_out", await ConsentAsync(person));
        Assert.Equal(1, await desk.App.Db.FindAsync<int>("SELECT count(*)::int FROM consents WHERE address = @person", new { person }, CancellationToken.None));
        var refused = await desk.Api.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "email", subject = "x", content = "y" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(link.PathAndQuery[..^2] + "AA", null)).StatusCode);
    }

    [Fact]
    public async Task The_link_in_a_mail_to_many_takes_its_reader_off_with_one_click()
    {
        desk.Provider.Answer(_ => new StubAnswer(200, $$"""{"MessageId":"{{UnifiedInbox.Database.NewId.Next()}}"}"""));
        var person = MailDesk.NewPerson();
        var contact = Guid.Parse(await desk.NewContactAsync(person));
        var admin = new Caller(await desk.App.Db.FindAsync<Guid>("SELECT id FROM users LIMIT 1", null, CancellationToken.None), "Ada", "admin@example.com", Role.Admin, null, null);
        var queued = Assert.IsType<EnqueueOutcome.Queued>(await desk.App.Services.GetRequiredService<Outbox>().EnqueueAsync(
            admin, new NewMessage { ContactId = contact, Channel = Channel.Email, Content = "News", Email = new NewEmail { Subject = "News", IsBulk = true } }, CancellationToken.None));
        var id = queued.Message.Id.ToString();
        await desk.WaitForStatusAsync(id, "sent");
        using var mail = MimeMessage.Parse(Assert.Single(desk.Provider.About(id)).Json.GetProperty("Content").GetProperty("Raw").GetProperty("Data").GetBytesFromBase64());
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        var link = new Uri(mail.Headers["List-Unsubscribe"]!.Split('<', '>')[1]);

        using var reader = desk.App.Anonymous();
        using var click = new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" });
        Assert.Equal(HttpStatusCode.OK, (await reader.PostAsync(link.PathAndQuery, click)).StatusCode);

        Assert.Equal("opted_out", await ConsentAsync(person));
        Assert.Null(await PersonalHeaderAsync());
    }

    /// <summary>A personal mail bears no such link.</summary>
    private async Task<string?> PersonalHeaderAsync()
    {
        var id = (await desk.SentAsync(MailDesk.NewPerson())).Text("id")!;
        using var mail = MimeMessage.Parse(Assert.Single(desk.Provider.About(id)).Json.GetProperty("Content").GetProperty("Raw").GetProperty("Data").GetBytesFromBase64());
        return mail.Headers["List-Unsubscribe"];
    }

    [Fact]
    public async Task An_admin_may_have_a_suppressed_address_written_to_again()
    {
        var person = MailDesk.NewPerson();
        var contact = await desk.NewContactAsync(person);
        var inboxId = await InboxAsync();
        await desk.App.Db.ExecuteAsync("SELECT suppress_address(gen_random_uuid(), @inboxId, @person, 'bounce', 'x', now())", new { inboxId, person }, CancellationToken.None);
        var refused = await desk.Api.PostAsJsonAsync("/api/messages", new { contactId = contact, channel = "email", subject = "x", content = "y" });
        Assert.Equal("suppressed", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));

        var lifted = await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/suppression/lift", new { address = person, inboxId });

        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        Assert.Equal("opted_in", await ConsentAsync(person));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.PostAsJsonAsync($"/api/contacts/{contact}/suppression/lift", new { address = person, inboxId })).StatusCode);
    }

    [Fact]
    public async Task Member_systems_write_and_read_mail_under_their_own_names()
    {
        desk.Provider.Answer(_ => new StubAnswer(200, $$"""{"MessageId":"{{UnifiedInbox.Database.NewId.Next()}}"}"""));
        var person = MailDesk.NewPerson();
        var contact = await desk.NewContactAsync(person);

        var response = await desk.Api.PostAsJsonAsync($"/api/crm/members/{contact}/email", new { subject = "Welcome", body = "Good to have you.", cc = new[] { "boss@customer.example" } });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
        await desk.WaitForStatusAsync(id, "sent");

        var row = await desk.App.Db.FindAsync<MemberMail>("SELECT * FROM email_messages WHERE id = @id", new { id = Guid.Parse(id) }, CancellationToken.None);
        Assert.Equal((Guid.Parse(contact), person, MailDesk.Mailbox, person, "Welcome", "Good to have you.", "outbound", "sent"),
            (row!.UserId, row.GuestEmail, row.FromEmail, row.ToEmail, row.Subject, row.BodyText, row.Direction, row.Status));
        Assert.NotNull(row.SesMessageId);
        Assert.False(row.HasAttachments);
    }

    private Task<Guid> InboxAsync() => desk.App.Db.FindAsync<Guid>("SELECT id FROM inboxes WHERE channel = 'email'", null, CancellationToken.None);

    private Task<string?> ConsentAsync(string address) => desk.App.Db.FindAsync<string>(
        "SELECT consent_state((SELECT id FROM inboxes WHERE channel = 'email'), @address, 'email')", new { address }, CancellationToken.None);

    private sealed record MemberMail
    {
        public Guid UserId { get; init; }

        public string? GuestEmail { get; init; }

        public string FromEmail { get; init; } = "";

        public string ToEmail { get; init; } = "";

        public string Subject { get; init; } = "";

        public string BodyText { get; init; } = "";

        public string Direction { get; init; } = "";

        public string Status { get; init; } = "";

        public string? SesMessageId { get; init; }

        public bool HasAttachments { get; init; }
    }
}
