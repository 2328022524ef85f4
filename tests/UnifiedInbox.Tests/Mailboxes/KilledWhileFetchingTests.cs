using System.Diagnostics;
using System.Globalization;
using System.Text;
using UnifiedInbox.Tests.Web;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>The program is killed again and again in the middle of a first sync.</summary>
public sealed class KilledWhileFetchingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Mails = 1_500;
    private const int Kills = 3;

    [Fact]
    public async Task No_mail_is_missed_and_none_doubled()
    {
        var server = await Dovecot.Shared;
        var user = server.AddUser();
        for (var number = 0; number < Mails; number++) server.Deliver(user, Mail(number));
        var data = Directory.CreateTempSubdirectory("unified-inbox-killed-fetching-");
        var port = FreePort();
        var program = await StartAsync(data.FullName, port, server, user);
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var enough = kill * Mails / (Kills + 1);
                await Eventually.TrueAsync(async () => await CountAsync() >= enough, "some more have arrived", seconds: 90);
                program.Kill(); // SIGKILL
                await program.WaitForExitAsync();
                program.Dispose();
                program = await StartAsync(data.FullName, port, server, user);
            }
            await Eventually.TrueAsync(
                async () => await database.Db.FindAsync<bool>("SELECT EXISTS (SELECT FROM mailbox_states WHERE first_sync_done IS NOT NULL)", null, CancellationToken.None), "the first sync ends", seconds: 90);
            await StopAsync(program);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.Dispose();
        }
        Assert.Equal(Mails, await CountAsync());
        Assert.Equal(Mails, await database.Db.FindAsync<int>("SELECT count(DISTINCT rfc_message_id)::int FROM messages", null, CancellationToken.None));
        Assert.Equal(Mails, await database.Db.FindAsync<int>("SELECT count(*)::int FROM attachments", null, CancellationToken.None));
        // Every mail's source is there, whole.
        var files = Directory.EnumerateFiles(Path.Combine(data.FullName, "attachments"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();
        Assert.Equal([], (await database.Db.ListAsync<string>("SELECT encode(raw_sha256, 'hex') FROM messages", null, CancellationToken.None)).Except(files!));
        data.Delete(recursive: true);
    }

    private Task<int> CountAsync() => database.Db.FindAsync<int>("SELECT count(*)::int FROM messages", null, CancellationToken.None);

    private async Task<Process> StartAsync(string dataDir, int port, Dovecot server, string user)
    {
        var program = ProductProcess.Start(
            dataDir,
            port,
            [],
            ("DATABASE_URL", database.ConnectionString),
            ("IMAP_HOST", "127.0.0.1"),
            ("IMAP_PORT", server.Port.ToString(CultureInfo.InvariantCulture)),
            ("IMAP_SECURITY", "none"),
            ("IMAP_USER", user),
            ("IMAP_PASSWORD", Dovecot.Password),
            ("Mailboxes__LookEvery", "00:00:00.100"),
            ("Mailboxes__Lease", "00:00:01"),
            ("SECRET_KEY", "a secret that only the tests know, long enough"));
        program.OutputDataReceived += (_, _) => { };
        program.ErrorDataReceived += (_, _) => { };
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        await AnswersAsync(port);
        return program;
    }

    private static byte[] Mail(int number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        Message-ID: <{number}@killed.example>
        From: Writer {number % 50} <writer{number % 50}@killed.example>
        To: us@example.org
        Subject: Number {number}
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        Text of {number}. {new string('x', 3_000)}
        --b
        Content-Type: text/csv; name="{number}.csv"
        Content-Disposition: attachment

        {number}
        --b--

        """).ReplaceLineEndings("\r\n"));
}
