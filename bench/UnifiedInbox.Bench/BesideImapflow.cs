using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Tests;

namespace UnifiedInbox.Bench;

/// <summary>
/// One mailbox of a real Dovecot, fetched and parsed to the last attachment: by the product's own client and parser, and by npm's imapflow and
/// mailparser. Each in a process of its own, one after the other, and again in the other order.
/// </summary>
internal static class BesideImapflow
{
    private static readonly string Folder = Path.Combine("bench", "imapflow");

    /// <summary>Answers 1 where the packages are not installed.</summary>
    public static async Task<int> RunAsync(int count)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "imapflow")))
        {
            Console.Error.WriteLine("Run this from the repository's root, after: npm install --no-package-lock --prefix " + Folder);
            return 1;
        }
        Table.Heading($"{count:#,0} mails from Dovecot fetched and parsed, beside imapflow and mailparser");
        await using var server = await Dovecot.StartAsync();
        var user = server.AddUser();
        for (var number = 1; number <= count; number++) server.Deliver(user, Mail(number), received: DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number));
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        await MeasureAsync("(Dovecot reads them for the first time)", Own(port, user));
        await MeasureAsync("imapflow + mailparser", Theirs(port, user));
        await MeasureAsync("own client + own parser", Own(port, user));
        await MeasureAsync("own client + own parser", Own(port, user));
        await MeasureAsync("imapflow + mailparser", Theirs(port, user));
        return 0;
    }

    /// <summary>The product's side, as a process: prints what <c>read.mjs</c> prints.</summary>
    public static async Task<int> ReadAsync(int port, string user)
    {
        var watch = Stopwatch.StartNew();
        var (mails, content) = (0, 0L);
        var buffer = new byte[64 * 1024];
        await using (var client = await ImapClient.ConnectAsync(
            new ImapEndpoint("127.0.0.1", port, ImapSecurity.None), new ImapPassword(user, Dovecot.Password), new ImapOptions(), TimeProvider.System, CancellationToken.None))
        {
            await client.ExamineAsync("INBOX", CancellationToken.None);
            using var raw = new MemoryStream();
            await client.FetchMessagesAsync(
                await client.SearchUidsAsync(0, null, CancellationToken.None),
                async (_, body, ct) =>
                {
                    raw.SetLength(0);
                    await body.CopyToAsync(raw, ct);
                    using var mail = MimeMessage.Parse(raw.GetBuffer().AsMemory(0, (int)raw.Length));
                    mails++;
                    content += (mail.TextBody?.Length ?? 0) + (mail.HtmlBody?.Length ?? 0);
                    foreach (var attachment in mail.Attachments)
                    {
                        using var bytes = attachment.OpenContent();
                        for (int read; (read = bytes.Read(buffer)) > 0;) content += read;
                    }
                },
                50_000_000,
                CancellationToken.None);
        }
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new { mails, content, seconds = watch.Elapsed.TotalSeconds, cpu = process.TotalProcessorTime.TotalSeconds, peakMb = process.PeakWorkingSet64 / 1e6 }));
        return 0;
    }

    private static ProcessStartInfo Own(string port, string user) => new("dotnet", [typeof(BesideImapflow).Assembly.Location, "read-mailbox", port, user]);

    private static ProcessStartInfo Theirs(string port, string user) => new("node", [Path.Combine(Folder, "read.mjs"), port, user, Dovecot.Password]);

    private static async Task MeasureAsync(string what, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var said = JsonSerializer.Deserialize<JsonElement>(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        var mails = said.GetProperty("mails").GetDouble();
        Table.Row(what, ("mails/s", mails / said.GetProperty("seconds").GetDouble()), ("CPU ms a mail", said.GetProperty("cpu").GetDouble() * 1000 / mails), ("MB at most", said.GetProperty("peakMb").GetDouble()));
    }

    /// <summary>A third plain text, a third text and HTML, a third with a file.</summary>
    private static byte[] Mail(int number)
    {
        var mail = new StringBuilder(90_000);
        mail.Append(CultureInfo.InvariantCulture, $"Message-ID: <{number}@example.org>\r\nFrom: =?utf-8?q?Gr=C3=BC=C3=9Fe?= <person{number % 100}@example.org>\r\nTo: us@example.org\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\nSubject: Number {number}\r\nMIME-Version: 1.0\r\n");
        var text = string.Concat(Enumerable.Repeat("A line of text that somebody wrote to us, seventy characters or so long\r\n", 40));
        if (number % 3 == 0) return Encoding.ASCII.GetBytes(mail.Append("Content-Type: text/plain; charset=utf-8\r\n\r\n").Append(text).ToString());
        mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/{(number % 3 == 1 ? "alternative" : "mixed")}; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n").Append(text).Append("\r\n--b\r\n");
        if (number % 3 == 1) mail.Append("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>").Append(text.Replace("\r\n", "<br>\r\n", StringComparison.Ordinal)).Append("</body></html>");
        else mail.Append("Content-Type: application/pdf; name=file.pdf\r\nContent-Disposition: attachment; filename=file.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n").Append(Convert.ToBase64String(new byte[45_000], Base64FormattingOptions.InsertLineBreaks));
        return Encoding.ASCII.GetBytes(mail.Append("\r\n--b--\r\n").ToString());
    }
}
