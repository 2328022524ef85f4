using System.Text;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>The Sent folder of a real Dovecot: what was written elsewhere comes from it, and what was sent here goes into it.</summary>
public sealed class SentFolderTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task The_sent_folder_joins_and_answers()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        server.Deliver(user, Encoding.ASCII.GetBytes($"Message-ID: <q@example.net>\r\nFrom: asker@example.net\r\nTo: {inbox.Address}\r\nSubject: Question\r\n\r\nWhy?\r\n"));
        server.Deliver(user, Encoding.ASCII.GetBytes($"Message-ID: <a@example.org>\r\nFrom: {inbox.Address}\r\nTo: asker@example.net\r\nIn-Reply-To: <q@example.net>\r\nSubject: Re: Question\r\n\r\nBecause.\r\n"), mailbox: "Sent", flags: "S");
        await desk.SyncAsync();
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(1, await desk.CountAsync("SELECT count(DISTINCT thread_id) FROM messages WHERE inbox_id = @Id", new { inbox.Id }));
        Assert.Equal(1, await desk.CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @Id AND direction = 'outbound' AND status = 'sent' AND author_id IS NULL", new { inbox.Id }));
    }

    [Fact]
    public async Task What_we_sent_is_put_into_the_sent_folder_once()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        server.Deliver(user, Mails.Numbered(from: "once@example.net"));
        await desk.SyncAsync();
        var first = await desk.Db.FindAsync<(Guid Message, Guid Conversation, Guid Contact)>(
            "SELECT id, conversation_id, contact_id FROM messages WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        await desk.SentFromHereAsync(inbox, new ReceivedEmail(ReceivedOutcome.Stored, first.Message, first.Conversation, first.Contact), "once@example.net");
        await desk.SyncAsync();
        await desk.SyncAsync();
        await desk.SyncAsync();
        Assert.Equal(1, await MailDesk.ExistingAsync(server, user, "Sent"));
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
    }
}
