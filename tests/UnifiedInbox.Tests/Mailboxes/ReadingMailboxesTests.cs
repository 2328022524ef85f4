using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mailboxes of a real Dovecot, read by the product.</summary>
public sealed class ReadingMailboxesTests(MailDesk desk) : IClassFixture<MailDesk>
{
    private static int numbers;

    private static byte[] Mail(int? number = null, string? from = null, string more = "")
    {
        number ??= Interlocked.Increment(ref numbers);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"Message-ID: <{number}.{NewId.Next():N}@example.net>\r\nFrom: {from ?? $"writer{number}@example.net"}\r\nTo: us@example.org\r\nSubject: Number {number}\r\n{more}\r\nText of {number}\r\n");
        return Encoding.UTF8.GetBytes(text);
    }

    private static ImapSettings Settings(int port, string user) => new("127.0.0.1", port, "none", user);

    [Fact]
    public async Task New_mail_is_here_within_two_seconds_and_marked_as_read_there()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        server.Deliver(user, Mail());
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
        Assert.Equal(1, await desk.MailsOfAsync(inbox));
        server.Deliver(user, Mail());
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 2, "the second mail arrives", seconds: 2);
        await Eventually.TrueAsync(async () => await UnseenAsync(server, user) == 0, "both are marked as read");
    }

    [Fact]
    public async Task Mail_read_elsewhere_is_fetched_and_mail_from_before_the_window_is_not()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var now = desk.App.Clock.GetUtcNow();
        server.Deliver(user, Mail(), flags: "S");
        server.Deliver(user, Mail(), flags: "S", received: now.AddDays(-20));
        server.Deliver(user, Mail(), received: now.AddDays(-90));
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(1, await desk.CountAsync("SELECT count(*) FROM conversations WHERE inbox_id = @Id AND waiting_since IS NOT NULL", new { inbox.Id }));
    }

    [Fact]
    public async Task The_sent_folder_joins_and_answers()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        server.Deliver(user, Encoding.ASCII.GetBytes($"Message-ID: <q@example.net>\r\nFrom: asker@example.net\r\nTo: {inbox.Address}\r\nSubject: Question\r\n\r\nWhy?\r\n"));
        server.Deliver(user, Encoding.ASCII.GetBytes($"Message-ID: <a@example.org>\r\nFrom: {inbox.Address}\r\nTo: asker@example.net\r\nIn-Reply-To: <q@example.net>\r\nSubject: Re: Question\r\n\r\nBecause.\r\n"), mailbox: "Sent", flags: "S");
        await SyncAsync();
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(1, await desk.CountAsync("SELECT count(DISTINCT thread_id) FROM messages WHERE inbox_id = @Id", new { inbox.Id }));
        Assert.Equal(1, await desk.CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @Id AND direction = 'outbound' AND status = 'sent' AND author_id IS NULL", new { inbox.Id }));
    }

    [Fact]
    public async Task What_we_sent_is_put_into_the_sent_folder_once()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        server.Deliver(user, Mail(from: "once@example.net"));
        await SyncAsync();
        var first = await desk.Db.FindAsync<(Guid Message, Guid Conversation, Guid Contact)>(
            "SELECT id, conversation_id, contact_id FROM messages WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        await desk.SentFromHereAsync(inbox, new ReceivedEmail(ReceivedOutcome.Stored, first.Message, first.Conversation, first.Contact), "once@example.net");
        await SyncAsync();
        await SyncAsync();
        await SyncAsync();
        Assert.Equal(1, await ExistingAsync(server, user, "Sent"));
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
    }

    [Fact]
    public async Task A_link_cut_again_and_again_loses_and_doubles_nothing()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        for (var i = 0; i < 300; i++) server.Deliver(user, Mail(more: "X-Filler: " + new string('x', 900) + "\r\n"));
        await using var link = new CutLink(server.Port) { CutAfter = 90_000 };
        var inbox = await desk.AddInboxAsync(Settings(link.Port, user));
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) >= 120, "some arrive", seconds: 40);
        link.CutAfter = null;
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) >= 300, "all arrive", seconds: 40);
        await SyncAsync();
        Assert.Equal(300, await desk.CountAsync("SELECT count(DISTINCT rfc_message_id) FROM messages WHERE inbox_id = @Id", new { inbox.Id }));
        Assert.Equal(300, await desk.MailsOfAsync(inbox));
        Assert.True(link.Connections > 2);
        Assert.Equal(0, await desk.CountAsync("SELECT count(*) FROM mailbox_failures WHERE inbox_id = @Id", new { inbox.Id }));
    }

    [Fact]
    public async Task Spam_is_moved_to_Junk_there_too_unless_that_is_switched_off()
    {
        var server = await Dovecot.Shared;
        foreach (var moves in new[] { true, false })
        {
            var user = server.AddUser();
            var pest = $"pest{NewId.Next():N}@example.net";
            server.Deliver(user, Mail(from: pest));
            server.Deliver(user, Mail());
            var inbox = await desk.AddInboxAsync(Settings(server.Port, user) with { MoveSpam = moves });
            await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
            var mail = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE inbox_id = @Id AND from_address = @pest", new { inbox.Id, pest }, CancellationToken.None);
            (await desk.Api.PostAsync($"/api/messages/{mail}/block-sender", null)).EnsureSuccessStatusCode();
            server.Deliver(user, Mail(from: pest));
            await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 3, "the next mail of the pest arrives");
            await SyncAsync();
            Assert.Equal(moves ? (1, 2) : (3, 0), (await ExistingAsync(server, user, "INBOX"), await ExistingAsync(server, user, "Junk")));
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
        server.Deliver(user, Mail(from: pest));
        server.Deliver(user, Mail());
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
        var mail = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE inbox_id = @Id AND from_address = @pest", new { inbox.Id, pest }, CancellationToken.None);
        for (var round = 0; round < 2; round++)
        {
            (await desk.Api.PostAsync($"/api/messages/{mail}/block-sender", null)).EnsureSuccessStatusCode();
            await SyncAsync();
            Assert.Equal((1, 1), (await ExistingAsync(server, user, "INBOX"), await ExistingAsync(server, user, "Junk")));
            (await desk.Api.PostAsync($"/api/messages/{mail}/{way}", null)).EnsureSuccessStatusCode();
            await SyncAsync();
            await SyncAsync();
            Assert.Equal((2, 0), (await ExistingAsync(server, user, "INBOX"), await ExistingAsync(server, user, "Junk")));
        }
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(0, await desk.CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @Id AND is_spam", new { inbox.Id }));
    }

    [Fact]
    public async Task The_page_of_a_mailbox_says_how_it_is_doing()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        server.Deliver(user, Mail());
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
        Assert.Contains("Connected", await desk.Api.GetStringAsync($"/settings/inboxes/{inbox.Id}/mailbox"), StringComparison.Ordinal);
        await desk.Db.ExecuteAsync("UPDATE mailbox_folders SET total = 10000, done = 2500 WHERE inbox_id = @Id AND folder = 'INBOX'; UPDATE mailbox_states SET first_sync_done = NULL, status = 'syncing' WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        Assert.Contains("2,500 of 10,000 mails fetched", await desk.Api.GetStringAsync($"/settings/inboxes/{inbox.Id}"), StringComparison.Ordinal);
        await desk.Db.ExecuteAsync("UPDATE mailbox_states SET first_sync_done = now(), status = 'connected' WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
    }

    [Fact]
    public async Task Another_UIDVALIDITY_brings_only_what_is_new()
    {
        await using var server = await Dovecot.StartAsync();
        var user = server.AddUser();
        for (var i = 0; i < 20; i++) server.Deliver(user, Mail());
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 20, "all arrive");
        await desk.Db.ExecuteAsync("DELETE FROM contacts WHERE id = (SELECT contact_id FROM messages WHERE inbox_id = @Id LIMIT 1)", new { inbox.Id }, CancellationToken.None);
        await server.StopAsync();
        server.ChangeUidValidity(user);
        server.Deliver(user, Mail());
        await server.RestartAsync();
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 20, "the new one arrives", seconds: 20);
        await SyncAsync();
        Assert.Equal(20, await desk.MailsOfAsync(inbox)); // 19 and the new one; the deleted one stays away
    }

    [Fact]
    public async Task Two_nodes_read_a_mailbox_once_and_the_second_goes_on_when_the_first_is_gone()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        await using var first = await TestApp.StartAsync(desk.App.Database, MailDesk.Settings);
        for (var i = 0; i < 50; i++) server.Deliver(user, Mail());
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends");
        Assert.Equal(50, await desk.MailsOfAsync(inbox));
        // Whichever has it falls silent: the lease of a killed node runs out.
        await desk.Db.ExecuteAsync("UPDATE mailbox_states SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second' WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        server.Deliver(user, Mail());
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 51, "another takes over", seconds: 20);
    }

    [Fact]
    public async Task Two_thousand_mails_come_each_once()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        for (var i = 0; i < 2_000; i++) server.Deliver(user, Mail(from: $"writer{i % 100}@example.net"));
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await Eventually.TrueAsync(async () => (await StateAsync(inbox))?.Status == "connected", "the first sync ends", seconds: 90);
        Assert.Equal(2_000, await desk.MailsOfAsync(inbox));
        Assert.Equal(2_000, await desk.CountAsync("SELECT count(DISTINCT rfc_message_id) FROM messages WHERE inbox_id = @Id", new { inbox.Id }));
    }

    [Fact]
    public async Task A_mail_over_the_limit_comes_with_headers_and_text()
    {
        await using var app = await TestApp.StartAsync(desk.App.Database, new Dictionary<string, string?>(MailDesk.Settings) { ["Mailboxes__LargestMail"] = "20000", ["Mailboxes__Lease"] = "00:00:05" });
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var head = "From: big@example.net\r\nSubject: Big\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n--b\r\nContent-Type: application/zip\r\n\r\n";
        server.Deliver(user, Encoding.ASCII.GetBytes(head + new string('x', 60_000) + "\r\n--b--\r\n"));
        var inbox = await desk.AddInboxAsync();
        var mailbox = UnifiedInbox.Channels.Imap.Mailbox.Of(inbox with { Settings = JsonSerializer.Serialize(new EmailSettings { Imap = Settings(server.Port, user) }, JsonSerializerOptions.Web) })!;
        await using var client = await app.Services.GetRequiredService<OpenMailbox>().RunAsync(mailbox, null, CancellationToken.None);
        await app.Services.GetRequiredService<MailboxLeases>().MakeAsync([inbox.Id], CancellationToken.None);
        await app.Services.GetRequiredService<SyncFolder>().RunAsync(client, mailbox, "INBOX", isSent: false, CancellationToken.None);
        var id = await desk.Db.FindAsync<Guid>("SELECT id FROM messages WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        var message = (await desk.MessageAsync(id))!;
        Assert.Equal(("Big", "Grüße"), (message.Subject, message.Content));
        Assert.Contains("truncatedFrom", message.Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_stops_and_is_said_in_words()
    {
        var server = await Dovecot.Shared;
        await using var link = new CutLink(server.Port);
        var inbox = await desk.AddInboxAsync(Settings(link.Port, server.AddUser()) with { User = "" });
        await desk.Db.ExecuteAsync("UPDATE inboxes SET secrets = @secrets WHERE id = @Id", new { inbox.Id, secrets = new EmailSecrets { ImapPassword = "wrong" }.Seal(desk.App.Services.GetRequiredService<SecretBox>()) }, CancellationToken.None);
        desk.App.Services.GetRequiredService<InboxDirectory>().Forget();
        await Eventually.TrueAsync(async () => await StateAsync(inbox) is { Status: "stopped", ErrorCode: "wrong-credentials" }, "it stops");
        var connections = link.Connections;
        var findings = (await desk.App.Services.GetRequiredService<CheckInbox>().RunAsync(inbox.Id, CancellationToken.None))!;
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Problem && finding.Text.Contains("does not accept this user name and password", StringComparison.Ordinal));
        Assert.Equal(connections, link.Connections);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_and_said_in_words()
    {
        var inbox = await desk.AddInboxAsync(Settings(1, "nobody"));
        await Eventually.TrueAsync(async () => await StateAsync(inbox) is { Status: "retrying", Failures: > 2 }, "it is tried again");
        var findings = (await desk.App.Services.GetRequiredService<CheckInbox>().RunAsync(inbox.Id, CancellationToken.None))!;
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Problem && finding.Text.Contains("nothing listens on this port", StringComparison.Ordinal));
        await desk.Db.ExecuteAsync("UPDATE inboxes SET disabled_at = now() WHERE id = @Id", new { inbox.Id }, CancellationToken.None);
    }

    [Fact]
    public async Task Asking_for_a_look_needs_the_secret_and_answers_what_it_brought()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(Settings(server.Port, user));
        await SyncAsync();
        server.Deliver(user, Mail(), mailbox: "Sent");
        Assert.True((await SyncAsync()).GetProperty("stored").GetInt32() >= 1);
        Assert.Equal(1, await desk.MailsOfAsync(inbox));
        using var anonymous = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/messaging/sync-emails")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.Api.GetAsync("/api/messaging/sync-emails")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.Api.PostAsync("/api/messaging/sync-emails", null)).StatusCode);
    }

    private async Task<JsonElement> SyncAsync()
    {
        using var cron = desk.App.Anonymous();
        cron.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "only crons know");
        var answer = await cron.GetAsync("/api/messaging/sync-emails");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<MailboxState?> StateAsync(Inbox inbox) => desk.App.Services.GetRequiredService<MailboxStates>().FindAsync(inbox.Id, CancellationToken.None);

    private static async Task<long> ExistingAsync(Dovecot server, string user, string folder)
    {
        await using var client = await ImapClient.ConnectAsync(
            new ImapEndpoint("127.0.0.1", server.Port, ImapSecurity.None), new ImapPassword(user, Dovecot.Password), new ImapOptions(), TimeProvider.System, CancellationToken.None);
        return (await client.ExamineAsync(folder, CancellationToken.None)).Exists;
    }

    private static async Task<int> UnseenAsync(Dovecot server, string user)
    {
        await using var client = await ImapClient.ConnectAsync(
            new ImapEndpoint("127.0.0.1", server.Port, ImapSecurity.None), new ImapPassword(user, Dovecot.Password), new ImapOptions(), TimeProvider.System, CancellationToken.None);
        await client.ExamineAsync("INBOX", CancellationToken.None);
        return await client.FetchFlagsAsync(1, null, CancellationToken.None).CountAsync(summary => !summary.Flags!.Contains("\\Seen"));
    }
}
