using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Bench;

/// <summary>A mailbox of a real Dovecot read into the database: the first sync, and the next one with nothing new.</summary>
internal static class MailboxBench
{
    public static async Task RunAsync(BenchNode node, int count, int size)
    {
        Table.Heading($"Mailbox: {count:#,0} mails of {size:#,0} bytes from Dovecot into the database");
        await using var server = await Dovecot.StartAsync();
        var user = server.AddUser();
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 1; i <= count; i++) server.Deliver(user, Mail(i, size), received: now.AddMinutes(-count + i));

        var bare = await BareMailBench.RunAsync(node, Math.Min(count, 3_000), size);
        using var process = Process.GetCurrentProcess();
        var (before, cpu) = (Environment.WorkingSet, process.TotalProcessorTime);
        var watch = Stopwatch.StartNew();
        var id = await AddInboxAsync(node, server.Port, user);
        long most = 0;
        (long Mails, TimeSpan At, TimeSpan Cpu)? warm = null;
        while (!await node.Db.FindAsync<bool>("SELECT EXISTS (SELECT FROM mailbox_states WHERE inbox_id = @id AND first_sync_done IS NOT NULL)", new { id }, CancellationToken.None))
        {
            most = Math.Max(most, Environment.WorkingSet);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            if (warm is null && await FetchedAsync(node, id) is var fetched && fetched >= count / 4) warm = (fetched, watch.Elapsed, CpuOf(process));
        }
        var took = watch.Elapsed;
        var spent = CpuOf(process);
        var stored = await node.Db.FindAsync<long>("SELECT count(DISTINCT rfc_message_id) FROM messages WHERE inbox_id = @id", new { id }, CancellationToken.None);
        Table.Row("first sync", ("messages/s", stored / took.TotalSeconds), ("stored", stored), ("s", took.TotalSeconds),
            ("own CPU ms a mail", (spent - cpu).TotalMilliseconds / stored), ("MB before", before / 1e6), ("MB at most", most / 1e6));
        if (warm is { } from)
            Table.Row("  its last three quarters, compiled", ("messages/s", (stored - from.Mails) / (took - from.At).TotalSeconds),
                ("own CPU ms a mail", (spent - from.Cpu).TotalMilliseconds / (stored - from.Mails)), ("of bare", (stored - from.Mails) / (took - from.At).TotalSeconds / bare));

        watch.Restart();
        var again = await (await node.Api.PostAsync("/api/messaging/sync-emails", null)).Content.ReadFromJsonAsync<JsonElement>();
        Table.Row("second sync, nothing new", ("ms", watch.Elapsed.TotalMilliseconds), ("fetched", again.GetProperty("fetched").GetInt32()));
    }

    private static Task<long> FetchedAsync(BenchNode node, Guid id) =>
        node.Db.FindAsync<long>("SELECT coalesce(sum(fetched), 0)::bigint FROM mailbox_states WHERE inbox_id = @id", new { id }, CancellationToken.None)!;

    private static TimeSpan CpuOf(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static async Task<Guid> AddInboxAsync(BenchNode node, int port, string user)
    {
        var id = NewId.Next();
        await node.Db.ExecuteAsync(
            """
            INSERT INTO inboxes (id, name, channel, address, provider, settings, secrets)
            VALUES (@id, 'Mail', 'email', 'us@example.org', 'smtp', @settings::jsonb, @secrets)
            """,
            new
            {
                id,
                settings = JsonSerializer.Serialize(new EmailSettings { Imap = new ImapSettings("127.0.0.1", port, "none", user) }, JsonSerializerOptions.Web),
                secrets = new EmailSecrets { ImapPassword = Dovecot.Password }.Seal(node.App.Services.GetRequiredService<SecretBox>()),
            },
            CancellationToken.None);
        node.App.Services.GetRequiredService<InboxDirectory>().Forget();
        return id;
    }

    private static byte[] Mail(int number, int size)
    {
        var mail = new StringBuilder(size + 300);
        var person = number % 1_000;
        mail.Append(CultureInfo.InvariantCulture, $"Message-ID: <{number}@example.net>\r\nFrom: Person {person} <person{person}@example.net>\r\nTo: us@example.org\r\n");
        if (number > 1_000) mail.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <{number - 1_000}@example.net>\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"Date: Thu, 1 Jan 2026 10:00:00 +0000\r\nSubject: Re: Matter of {person}\r\n\r\n");
        while (mail.Length < size) mail.Append("A line of text that somebody wrote to us, seventy characters or so long\r\n");
        return Encoding.ASCII.GetBytes(mail.ToString());
    }
}
