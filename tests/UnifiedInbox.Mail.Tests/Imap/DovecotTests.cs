using System.Security.Cryptography.X509Certificates;
using System.Text;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>The client beside a real server.</summary>
public sealed class DovecotTests
{
    [Theory]
    [InlineData(ImapSecurity.Tls)]
    [InlineData(ImapSecurity.StartTls)]
    [InlineData(ImapSecurity.None)]
    public async Task Signs_in_by_each_kind_of_connection(ImapSecurity security)
    {
        var mailbox = await Mailbox.NewAsync();
        await using var client = await mailbox.ConnectAsync(security: security);
        Assert.Contains("CONDSTORE", client.Capabilities);
        await client.LogoutAsync();
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_wrong_password_is_said_so()
    {
        var mailbox = await Mailbox.NewAsync();
        var endpoint = new ImapEndpoint("localhost", mailbox.Server.TlsPort, ImapSecurity.Tls) { TrustedRoots = mailbox.Server.Roots };
        var failure = await Assert.ThrowsAsync<ImapAuthenticationException>(() => ConnectAsync(endpoint, mailbox.User, "wrong"));
        Assert.Equal(ImapRefusal.WrongCredentials, failure.Reason);
    }

    [Fact]
    public async Task A_certificate_has_to_be_trusted_and_to_bear_the_name()
    {
        var mailbox = await Mailbox.NewAsync();
        var endpoint = new ImapEndpoint("localhost", mailbox.Server.TlsPort, ImapSecurity.Tls);
        Assert.Equal("certificate-untrusted", await RefusedAsync(endpoint, mailbox));
        Assert.Equal("certificate-untrusted", await RefusedAsync(endpoint with { TrustedRoots = [] }, mailbox));
        Assert.Equal("certificate-name", await RefusedAsync(endpoint with { Host = "127.0.0.1", TrustedRoots = mailbox.Server.Roots }, mailbox));
    }

    [Fact]
    public async Task Folders_have_roles_and_names_in_Unicode()
    {
        var mailbox = await Mailbox.NewAsync();
        await using var client = await mailbox.ConnectAsync();
        var folders = (await client.ListFoldersAsync(CancellationToken.None)).ToDictionary(folder => folder.Role);
        Assert.Equal("INBOX", folders[FolderRole.Inbox].Name);
        Assert.Equal(("Entw&APw-rfe", "Entwürfe"), (folders[FolderRole.Drafts].Name, folders[FolderRole.Drafts].Title));
        Assert.Equal("Sent", folders[FolderRole.Sent].Title);
        var state = await client.ExamineAsync(folders[FolderRole.Drafts].Name, CancellationToken.None);
        Assert.True(state.ReadOnly);
        await Assert.ThrowsAsync<ImapRefusedException>(() => client.SelectAsync("Nowhere", CancellationToken.None));
        Assert.Null(client.Folder);
        Assert.False((await client.SelectAsync("INBOX", CancellationToken.None)).ReadOnly);
    }

    [Fact]
    public async Task Mail_read_elsewhere_is_seen_by_what_changed_since()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(20);
        await using var phone = await mailbox.OpenAsync();
        await using var client = await mailbox.OpenAsync();
        var before = client.Folder!.HighestModSeq;
        Assert.NotNull(before);

        Assert.Equal(FlagOutcome.Stored, await phone.StoreFlagAsync([3, 17], "\\Seen", true, CancellationToken.None));
        await phone.StoreFlagAsync([17], "\\Seen", false, CancellationToken.None);

        await client.NoopAsync(CancellationToken.None);
        var changed = await client.FetchFlagsAsync(1, before, CancellationToken.None).ToListAsync();
        Assert.Equal([3u, 17u], changed.Select(summary => summary.Uid).Order());
        Assert.Contains("\\Seen", changed.Single(summary => summary.Uid == 3).Flags!);
        Assert.DoesNotContain("\\Seen", changed.Single(summary => summary.Uid == 17).Flags!);
    }

    [Fact]
    public async Task Waiting_ends_when_mail_arrives_and_only_the_new_is_found()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(3);
        await using var client = await mailbox.OpenAsync();
        var known = (await client.SearchUidsAsync(0, null, CancellationToken.None)).Max();
        Assert.Empty(await client.SearchUidsAsync(known, null, CancellationToken.None));
        await using var other = await mailbox.OpenAsync();

        var waiting = client.IdleAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        using var message = new MemoryStream(Mailbox.Message(4));
        var appended = await other.AppendAsync("INBOX", message, message.Length, ["\\Flagged"], DateTimeOffset.UnixEpoch.AddDays(20_000), CancellationToken.None);

        Assert.True((await waiting).HasFlag(FolderChange.NewMessages));
        Assert.Equal([appended!.Uid], await client.SearchUidsAsync(known, null, CancellationToken.None));
        var summary = await client.FetchSummariesAsync([appended.Uid], true, CancellationToken.None).SingleAsync();
        Assert.Equal(("<4@example.org>", message.Length), (summary.MessageId, summary.Size));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(20_000), summary.InternalDate);
        Assert.Contains("\\Flagged", summary.Flags!);
        Assert.Equal("text/plain", summary.Structure!.MediaType);
    }

    [Fact]
    public async Task Messages_move_to_another_folder()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(5);
        await using var client = await mailbox.OpenAsync();
        await client.MoveAsync([2, 3, 99], "Trash", CancellationToken.None);
        Assert.Equal([1u, 4u, 5u], await client.SearchUidsAsync(0, null, CancellationToken.None));
        Assert.Equal(2, (await client.SelectAsync("Trash", CancellationToken.None)).Exists);
        Assert.Equal("trycreate", (await Assert.ThrowsAsync<ImapRefusedException>(() => client.MoveAsync([1], "Nowhere", CancellationToken.None))).Code);
    }

    [Fact]
    public async Task Headers_and_the_first_part_stand_in_for_a_mail_over_the_limit()
    {
        var mailbox = await Mailbox.NewAsync();
        mailbox.Deliver(1, size: 300_000);
        await using var client = await mailbox.OpenAsync();
        var outcome = await client.FetchMessageAsync(1, Stream.Null, 100_000, CancellationToken.None);
        Assert.Equal([1u], outcome.TooLarge);
        using var headers = new MemoryStream();
        await client.FetchHeadersAsync(1, headers, 10_000, CancellationToken.None);
        Assert.EndsWith("Subject: Number 1\r\n\r\n", Encoding.ASCII.GetString(headers.ToArray()), StringComparison.Ordinal);
        using var text = new MemoryStream();
        await client.FetchPartAsync(1, "1", text, 5_000, CancellationToken.None);
        Assert.Equal(5_000, text.Length);
        Assert.Equal([2u], (await client.FetchMessageAsync(2, Stream.Null, 1, CancellationToken.None)).Missing);
    }

    [Fact]
    public async Task A_restored_backup_has_another_UIDVALIDITY()
    {
        await using var server = await Dovecot.StartAsync();
        var mailbox = Mailbox.In(server);
        mailbox.Deliver(3);
        uint before;
        await using (var client = await mailbox.OpenAsync()) before = client.Folder!.UidValidity;
        await server.StopAsync();
        await Assert.ThrowsAsync<ImapConnectionException>(() => mailbox.OpenAsync());
        server.ChangeUidValidity(mailbox.User);
        await server.RestartAsync();
        await using var again = await mailbox.OpenAsync();
        Assert.NotEqual(before, again.Folder!.UidValidity);
        Assert.Equal(3, (await again.SearchUidsAsync(0, null, CancellationToken.None)).Count);
    }

    private static async Task<string> RefusedAsync(ImapEndpoint endpoint, Mailbox mailbox) =>
        (await Assert.ThrowsAsync<ImapCertificateException>(() => ConnectAsync(endpoint, mailbox.User, Dovecot.Password))).Code;

    private static Task<ImapClient> ConnectAsync(ImapEndpoint endpoint, string user, string password) =>
        ImapClient.ConnectAsync(endpoint, new ImapPassword(user, password), new ImapOptions(), TimeProvider.System, CancellationToken.None);
}
