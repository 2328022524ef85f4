using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Spam;
using static UnifiedInbox.Tests.Mailboxes.Mails;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mail nobody wants, mail that is hardly mail, and what comes along with mail.</summary>
public sealed class OddMailTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task Mail_that_cannot_be_read_is_shown_with_its_source()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = Raw(NewPerson(), "Broken", "Whatever this was");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(raw));
        var received = await desk.App.Services.GetRequiredService<ReceiveEmail>().RunAsync(
            new EmailSource { Inbox = inbox, Provider = "imap", At = desk.App.Clock.GetUtcNow(), Quarantined = "It could not be read." }, stream, CancellationToken.None);
        var message = (await desk.MessageAsync(received.MessageId))!;
        Assert.Equal(("Broken", "This mail could not be read. Its source can be looked at and downloaded."), (message.Subject, message.Content));
        Assert.Contains("quarantined", message.Metadata, StringComparison.Ordinal);
        Assert.Equal(raw, await desk.Api.GetStringAsync($"/messages/{received.MessageId}/original"));
        var page = await desk.Api.GetStringAsync($"/inbox/{received.ConversationId}");
        Assert.Contains("This mail could not be read.", page, StringComparison.Ordinal);
        Assert.Contains($"/messages/{received.MessageId}/original", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_called_spam_leaves_with_its_conversation_and_comes_back_when_it_is_none()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var offer = await desk.ReceiveAsync(inbox, Raw(person, "Offer"));
        (await desk.Api.PostAsync($"/api/messages/{offer.MessageId}/spam", null)).EnsureSuccessStatusCode();
        Assert.True((await desk.MessageAsync(offer.MessageId))!.IsSpam);
        Assert.Equal(("closed", null), ((await desk.ConversationAsync(offer.ConversationId))!.Status, (await desk.ConversationAsync(offer.ConversationId))!.WaitingSince));
        (await desk.Api.PostAsync($"/api/messages/{offer.MessageId}/not-spam", null)).EnsureSuccessStatusCode();
        Assert.False((await desk.MessageAsync(offer.MessageId))!.IsSpam);
        Assert.Equal("open", (await desk.ConversationAsync(offer.ConversationId))!.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Api.PostAsync($"/api/messages/{UnifiedInbox.Database.NewId.Next()}/spam", null)).StatusCode);
    }

    [Fact]
    public async Task Who_is_blocked_is_listed_and_let_in_again_from_there()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        (await desk.Api.PostAsync($"/api/messages/{first.MessageId}/block-sender", null)).EnsureSuccessStatusCode();
        Assert.Contains(person, await desk.Api.GetStringAsync("/settings/blocked?find=" + person), StringComparison.Ordinal);
        var listed = await desk.Api.GetFromJsonAsync<JsonElement>("/api/blocked-senders?find=" + person);
        Assert.Equal(person, Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("address").GetString());
        Assert.True(await desk.App.Services.GetRequiredService<BlockSender>().LetInAsync(await desk.CallerAsync(), person, CancellationToken.None));
        Assert.Empty((await desk.Api.GetFromJsonAsync<JsonElement>("/api/blocked-senders?find=" + person)).GetProperty("items").EnumerateArray());
        Assert.False((await desk.MessageAsync(first.MessageId))!.IsSpam);
    }

    [Fact]
    public async Task Mail_that_is_hardly_mail_is_shown_all_the_same()
    {
        var inbox = await desk.AddInboxAsync();
        var nothing = await desk.ReceiveAsync(inbox, "\0\u0001 no mail at all");
        var message = (await desk.MessageAsync(nothing.MessageId))!;
        Assert.Equal("unknown", message.FromAddress);
        Assert.Equal("Unknown sender", await desk.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @ContactId", new { nothing.ContactId }, CancellationToken.None));
        var empty = await desk.ReceiveAsync(inbox, []);
        Assert.Equal(nothing.ContactId, empty.ContactId);
    }

    [Fact]
    public async Task A_form_on_our_own_site_writes_for_whom_it_says()
    {
        var inbox = await desk.AddInboxAsync();
        var visitor = NewPerson();
        var received = await desk.ReceiveAsync(inbox, Raw(inbox.Address, more: $"Reply-To: Visitor <{visitor}>\n"));
        Assert.Equal("Visitor", await desk.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @ContactId", new { received.ContactId }, CancellationToken.None));
    }

    [Fact]
    public async Task A_blocked_senders_mail_is_kept_out_of_sight_until_unblocked()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        (await desk.Api.PostAsync($"/api/messages/{first.MessageId}/block-sender", null)).EnsureSuccessStatusCode();
        var spam = await desk.ReceiveAsync(inbox, Raw(person, "Buy now"));
        Assert.Equal((ReceivedOutcome.Spam, true), (spam.Outcome, (await desk.MessageAsync(spam.MessageId))!.IsSpam));
        var closed = (await desk.ConversationAsync(spam.ConversationId))!;
        Assert.Equal(("closed", null), (closed.Status, closed.WaitingSince));
        (await desk.Api.PostAsync($"/api/messages/{first.MessageId}/unblock-sender", null)).EnsureSuccessStatusCode();
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, Raw(person, "Sorry"))).Outcome);
        Assert.Equal("open", (await desk.ConversationAsync(spam.ConversationId))!.Status);
    }

    [Fact]
    public async Task Files_are_kept_once_and_inline_images_by_their_id()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = $"""
            Message-ID: <{NewId()}>
            From: {NewPerson()}
            Subject: Files
            MIME-Version: 1.0
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: text/html

            <p>Look <img src="cid:pic@x"></p>
            --b
            Content-Type: image/png; name="../../a.png"
            Content-ID: <pic@x>
            Content-Disposition: inline
            Content-Transfer-Encoding: base64

            iVBORw0KGgoAAAANSUhEUg==
            --b--
            """;
        var received = await desk.ReceiveAsync(inbox, raw);
        var file = await desk.Db.FindAsync<(string Name, string ContentType, string Status, string ContentId, bool IsInline)>(
            "SELECT name, content_type, status, content_id, is_inline FROM attachments WHERE message_id = @MessageId", new { received.MessageId }, CancellationToken.None);
        Assert.Equal(("a.png", "image/png", "stored", "pic@x", true), file);
        Assert.Equal("Look", (await desk.MessageAsync(received.MessageId))!.Content.Trim());
    }

    [Fact]
    public async Task A_deleted_persons_mail_does_not_come_back()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = Raw(NewPerson());
        var received = await desk.ReceiveAsync(inbox, raw);
        await desk.Db.ExecuteAsync("DELETE FROM contacts WHERE id = @ContactId", new { received.ContactId }, CancellationToken.None);
        Assert.Equal(ReceivedOutcome.Deleted, (await desk.ReceiveAsync(inbox, raw)).Outcome);
    }

    [Fact]
    public async Task Fifty_megabytes_stream_through()
    {
        var inbox = await desk.AddInboxAsync();
        var head = Encoding.ASCII.GetBytes($"From: {NewPerson()}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file\r\n--b\r\nContent-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var raw = new byte[49_000_000];
        for (var i = 0; i < raw.Length; i++) raw[i] = i % 78 == 76 ? (byte)'\r' : i % 78 == 77 ? (byte)'\n' : (byte)'A';
        head.CopyTo(raw, 0);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var received = await desk.ReceiveAsync(inbox, raw);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 200_000_000, "It was held in memory.");
        Assert.Equal("See the file", (await desk.MessageAsync(received.MessageId))!.Content);
        Assert.True(await desk.CountAsync("SELECT size FROM attachments WHERE message_id = @MessageId", new { received.MessageId }) > 35_000_000);
    }
}
