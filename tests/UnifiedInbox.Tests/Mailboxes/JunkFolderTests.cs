using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>The Junk folder of a real Dovecot: spam goes there, and comes back when it was none.</summary>
public sealed class JunkFolderTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task Spam_is_moved_to_Junk_there_too_unless_that_is_switched_off()
    {
        var server = await Dovecot.Shared;
        foreach (var moves in new[] { true, false })
        {
            var user = server.AddUser();
            var pest = $"pest{NewId.Next():N}@example.net";
            server.Deliver(user, Mails.Numbered(from: pest));
            server.Deliver(user, Mails.Numbered());
            var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user) with { MoveSpam = moves });
            await desk.ConnectedAsync(inbox);
            var mail = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE inbox_id = @Id AND from_address = @pest", new { inbox.Id, pest }, CancellationToken.None);
            (await desk.Api.PostAsync($"/api/messages/{mail}/block-sender", null)).EnsureSuccessStatusCode();
            server.Deliver(user, Mails.Numbered(from: pest));
            await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 3, "the next mail of the pest arrives");
            await desk.SyncAsync();
            Assert.Equal(moves ? (1, 2) : (3, 0), (await MailDesk.ExistingAsync(server, user, "INBOX"), await MailDesk.ExistingAsync(server, user, "Junk")));
            Assert.Equal(3, await desk.MailsOfAsync(inbox));
        }
    }

    [Theory]
    [InlineData("unblock-sender")]
    [InlineData("not-spam")]
    public async Task What_is_no_spam_after_all_comes_back_from_Junk_and_is_not_taken_in_twice(string way)
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var pest = $"pest{NewId.Next():N}@example.net";
        server.Deliver(user, Mails.Numbered(from: pest));
        server.Deliver(user, Mails.Numbered());
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.ConnectedAsync(inbox);
        var mail = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE inbox_id = @Id AND from_address = @pest", new { inbox.Id, pest }, CancellationToken.None);
        for (var round = 0; round < 2; round++)
        {
            (await desk.Api.PostAsync($"/api/messages/{mail}/block-sender", null)).EnsureSuccessStatusCode();
            await desk.SyncAsync();
            Assert.Equal((1, 1), (await MailDesk.ExistingAsync(server, user, "INBOX"), await MailDesk.ExistingAsync(server, user, "Junk")));
            (await desk.Api.PostAsync($"/api/messages/{mail}/{way}", null)).EnsureSuccessStatusCode();
            await desk.SyncAsync();
            await desk.SyncAsync();
            Assert.Equal((2, 0), (await MailDesk.ExistingAsync(server, user, "INBOX"), await MailDesk.ExistingAsync(server, user, "Junk")));
        }
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(0, await desk.CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @Id AND is_spam", new { inbox.Id }));
    }
}
