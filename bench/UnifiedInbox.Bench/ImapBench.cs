using System.Diagnostics;
using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Bench;

/// <summary>The first fetch of a large mailbox from a real Dovecot over TLS, and the next look at it.</summary>
internal static class ImapBench
{
    public static async Task RunAsync(int count, int size)
    {
        Table.Heading($"IMAP: {count:#,0} mails of {size:#,0} bytes from Dovecot over TLS");
        await using var server = await Dovecot.StartAsync();
        var user = server.AddUser();
        for (var i = 1; i <= count; i++) server.Deliver(user, Mail(i, size), received: DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(i));
        var endpoint = new ImapEndpoint("localhost", server.TlsPort, ImapSecurity.Tls) { TrustedRoots = server.Roots };

        await FetchAsync("fetched to nowhere, the first time", endpoint, user, (_, body, ct) => body.CopyToAsync(Stream.Null, ct));
        await FetchAsync("fetched to nowhere, again", endpoint, user, (_, body, ct) => body.CopyToAsync(Stream.Null, ct));
        var folder = Directory.CreateTempSubdirectory("unified-inbox-imap-bench-").FullName;
        try
        {
            await FetchAsync("fetched to a file each", endpoint, user, async (summary, body, ct) =>
            {
                await using var file = File.Create(Path.Combine(folder, summary.Uid.ToString(CultureInfo.InvariantCulture)), 1);
                await body.CopyToAsync(file, ct);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        var watch = Stopwatch.StartNew();
        await using var client = await OpenAsync(endpoint, user);
        var news = await client.SearchUidsAsync((uint)count, null, CancellationToken.None);
        Table.Row("connect, sign in, open, nothing new", ("ms", watch.Elapsed.TotalMilliseconds), ("found", news.Count));
    }

    private static async Task FetchAsync(string what, ImapEndpoint endpoint, string user, Func<MessageSummary, Stream, CancellationToken, Task> store)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        long most = 0;
        var seen = 0;
        var watch = Stopwatch.StartNew();
        await using var client = await OpenAsync(endpoint, user);
        var outcome = await client.FetchMessagesAsync(await client.SearchUidsAsync(0, null, CancellationToken.None), async (summary, body, ct) =>
        {
            await store(summary, body, ct);
            if (++seen % 500 == 0) most = Math.Max(most, Environment.WorkingSet);
        }, 50_000_000, CancellationToken.None);
        var took = watch.Elapsed;
        process.Refresh();
        Table.Row(what, ("messages/s", outcome.Stored / took.TotalSeconds), ("s", took.TotalSeconds),
            ("own CPU s", (process.TotalProcessorTime - cpu).TotalSeconds), ("MB at most", most / 1e6));
    }

    private static async Task<ImapClient> OpenAsync(ImapEndpoint endpoint, string user)
    {
        var client = await ImapClient.ConnectAsync(endpoint, new ImapPassword(user, Dovecot.Password), new ImapOptions(),
            TimeProvider.System, CancellationToken.None);
        await client.ExamineAsync("INBOX", CancellationToken.None);
        return client;
    }

    private static byte[] Mail(int number, int size)
    {
        var mail = new StringBuilder(size + 200);
        mail.Append(CultureInfo.InvariantCulture, $"Message-ID: <{number}@example.org>\r\nFrom: Ann <ann@example.org>\r\nTo: us@example.org\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"Date: Thu, 1 Jan 2026 10:00:00 +0000\r\nSubject: Number {number}\r\n\r\n");
        while (mail.Length < size) mail.Append("A line of text that somebody wrote to us, seventy characters or so long\r\n");
        return Encoding.ASCII.GetBytes(mail.ToString());
    }
}
