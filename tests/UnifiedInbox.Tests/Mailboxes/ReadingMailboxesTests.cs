using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Channels.Imap;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mailboxes of a real Dovecot, read by the product.</summary>
public sealed class ReadingMailboxesTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task New_mail_is_here_within_two_seconds_and_marked_as_read_there()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        server.Deliver(user, Mails.Numbered());
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.ConnectedAsync(inbox);
        Assert.Equal(1, await desk.MailsOfAsync(inbox));
        server.Deliver(user, Mails.Numbered());
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 2, "the second mail arrives", seconds: 2);
        await Eventually.TrueAsync(async () => await MailDesk.UnseenAsync(server, user) == 0, "both are marked as read");
    }

    [Fact]
    public async Task Mail_read_elsewhere_is_fetched_and_mail_from_before_the_window_is_not()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var now = desk.App.Clock.GetUtcNow();
        server.Deliver(user, Mails.Numbered(), flags: "S");
        server.Deliver(user, Mails.Numbered(), flags: "S", received: now.AddDays(-20));
        server.Deliver(user, Mails.Numbered(), received: now.AddDays(-90));
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.ConnectedAsync(inbox);
        Assert.Equal(2, await desk.MailsOfAsync(inbox));
        Assert.Equal(1, await desk.CountAsync("SELECT count(*) FROM conversations WHERE inbox_id = @Id AND waiting_since IS NOT NULL", new { inbox.Id }));
    }

    [Fact]
    public async Task A_link_cut_again_and_again_loses_and_doubles_nothing()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        for (var i = 0; i < 300; i++) server.Deliver(user, Mails.Numbered(more: "X-Filler: " + new string('x', 900) + "\r\n"));
        await using var link = new CutLink(server.Port) { CutAfter = 90_000 };
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(link.Port, user));
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) >= 120, "some arrive", seconds: 40);
        link.CutAfter = null;
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) >= 300, "all arrive", seconds: 40);
        await desk.SyncAsync();
        Assert.Equal(300, await desk.CountAsync("SELECT count(DISTINCT rfc_message_id) FROM messages WHERE inbox_id = @Id", new { inbox.Id }));
        Assert.Equal(300, await desk.MailsOfAsync(inbox));
        Assert.True(link.Connections > 2);
        Assert.Equal(0, await desk.CountAsync("SELECT count(*) FROM mailbox_failures WHERE inbox_id = @Id", new { inbox.Id }));
    }

    [Fact]
    public async Task A_mail_the_link_broke_in_is_left_alone_for_longer_each_time_and_read_when_it_arrives()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        server.Deliver(user, Mails.Numbered(more: "X-Filler: " + new string('x', 60_000) + "\r\n"));
        await using var link = new CutLink(server.Port) { CutAfter = 20_000 };
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(link.Port, user));
        await Eventually.TrueAsync(async () => await desk.StateAsync(inbox) is { Failures: >= 3, ErrorText: not null }, "the failures add up though it lets us in");
        link.CutAfter = null;
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 1, "it arrives");
        Assert.Equal(0, await desk.CountAsync("SELECT count(*) FROM messages WHERE inbox_id = @Id AND (metadata ? 'quarantined' OR metadata ? 'truncatedFrom')", new { inbox.Id }));
        await Eventually.TrueAsync(async () => await desk.StateAsync(inbox) is { Status: "connected", Failures: 0, Troubled: 0 }, "all is well again");
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_of_a_mail_is_said_in_words_and_keeps_no_other_mailbox_waiting()
    {
        var server = await Dovecot.Shared;
        var (user, other) = (server.AddUser(), server.AddUser());
        server.Deliver(user, Mails.Numbered(more: "X-Filler: " + new string('x', 60_000) + "\r\n"));
        await using var link = new CutLink(server.Port) { StallAfter = 20_000 };
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(link.Port, user));
        await Eventually.TrueAsync(() => link.Connections > 0, "it is being read");
        server.Deliver(other, Mails.Numbered());
        var beside = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, other));
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(beside) == 1, "the other mailbox is read");
        await Eventually.TrueAsync(async () => await desk.StateAsync(inbox) is { Status: "retrying", ErrorCode: "server-silent" }, "the page says so");
        link.StallAfter = null;
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 1, "it arrives after all");
    }

    [Fact]
    public async Task The_page_of_a_mailbox_says_how_it_is_doing()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        server.Deliver(user, Mails.Numbered());
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.ConnectedAsync(inbox);
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
        for (var i = 0; i < 20; i++) server.Deliver(user, Mails.Numbered());
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 20, "all arrive");
        await desk.Db.ExecuteAsync("DELETE FROM contacts WHERE id = (SELECT contact_id FROM messages WHERE inbox_id = @Id LIMIT 1)", new { inbox.Id }, CancellationToken.None);
        await server.StopAsync();
        server.ChangeUidValidity(user);
        server.Deliver(user, Mails.Numbered());
        await server.RestartAsync();
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 20, "the new one arrives", seconds: 20);
        await desk.SyncAsync();
        Assert.Equal(20, await desk.MailsOfAsync(inbox)); // 19 and the new one; the deleted one stays away
    }

    [Fact]
    public async Task Two_nodes_read_a_mailbox_once_and_the_second_goes_on_when_the_first_is_gone()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        await using var first = await TestApp.StartAsync(desk.App.Database, MailDesk.Settings);
        for (var i = 0; i < 50; i++) server.Deliver(user, Mails.Numbered());
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.ConnectedAsync(inbox);
        Assert.Equal(50, await desk.MailsOfAsync(inbox));
        // Whichever has it falls silent: the lease of a killed node runs out.
        await desk.Db.ExecuteAsync("UPDATE mailbox_states SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second' WHERE inbox_id = @Id", new { inbox.Id }, CancellationToken.None);
        server.Deliver(user, Mails.Numbered());
        await Eventually.TrueAsync(async () => await desk.MailsOfAsync(inbox) == 51, "another takes over", seconds: 20);
    }

    [Fact]
    public async Task Two_thousand_mails_come_each_once()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        for (var i = 0; i < 2_000; i++) server.Deliver(user, Mails.Numbered(from: $"writer{i % 100}@example.net"));
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await Eventually.TrueAsync(async () => (await desk.StateAsync(inbox))?.Status == "connected", "the first sync ends", seconds: 90);
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
        var mailbox = UnifiedInbox.Channels.Imap.Mailbox.Of(inbox with { Settings = JsonSerializer.Serialize(new EmailSettings { Imap = MailDesk.Mailbox(server.Port, user) }, JsonSerializerOptions.Web) })!;
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
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(link.Port, server.AddUser()) with { User = "" });
        await desk.Db.ExecuteAsync("UPDATE inboxes SET secrets = @secrets WHERE id = @Id", new { inbox.Id, secrets = new EmailSecrets { ImapPassword = "wrong" }.Seal(desk.App.Services.GetRequiredService<SecretBox>()) }, CancellationToken.None);
        desk.App.Services.GetRequiredService<InboxDirectory>().Forget();
        await Eventually.TrueAsync(async () => await desk.StateAsync(inbox) is { Status: "stopped", ErrorCode: "wrong-credentials" }, "it stops");
        var connections = link.Connections;
        var findings = (await desk.App.Services.GetRequiredService<CheckInbox>().RunAsync(inbox.Id, CancellationToken.None))!;
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Problem && finding.Text.Contains("does not accept this user name and password", StringComparison.Ordinal));
        Assert.Equal(connections, link.Connections);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_and_said_in_words()
    {
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(1, "nobody"));
        await Eventually.TrueAsync(async () => await desk.StateAsync(inbox) is { Status: "retrying", Failures: > 2 }, "it is tried again");
        var findings = (await desk.App.Services.GetRequiredService<CheckInbox>().RunAsync(inbox.Id, CancellationToken.None))!;
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Problem && finding.Text.Contains("nothing listens on this port", StringComparison.Ordinal));
        await desk.Db.ExecuteAsync("UPDATE inboxes SET disabled_at = now() WHERE id = @Id", new { inbox.Id }, CancellationToken.None);
    }

    [Fact]
    public async Task Asking_for_a_look_needs_the_secret_and_answers_what_it_brought()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        var inbox = await desk.AddInboxAsync(MailDesk.Mailbox(server.Port, user));
        await desk.SyncAsync();
        server.Deliver(user, Mails.Numbered(), mailbox: "Sent");
        Assert.True((await desk.SyncAsync()).GetProperty("stored").GetInt32() >= 1);
        Assert.Equal(1, await desk.MailsOfAsync(inbox));
        using var anonymous = desk.App.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/messaging/sync-emails")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.Api.GetAsync("/api/messaging/sync-emails")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.Api.PostAsync("/api/messaging/sync-emails", null)).StatusCode);
    }
}
