using System.Diagnostics;
using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Bench.Mime;

/// <summary>
/// Raw mails parsed as intake does: envelope, bodies, every attachment read to its end. Messages and megabytes a second, bytes
/// allocated for one message, and what a mail of 50 MB takes.
/// </summary>
internal static class MailParseBench
{
    private const int LargeMail = 50_000_000;

    public static int Run(string folder, TimeSpan duration)
    {
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).ToList() : [];
        if (paths.Count == 0)
        {
            Console.Error.WriteLine("There are no .eml files in " + folder);
            return 2;
        }
        var mails = paths.ConvertAll(File.ReadAllBytes);
        Table.Heading(string.Create(CultureInfo.InvariantCulture, $"mail-parse: {paths.Count} mails, {mails.Sum(mail => (double)mail.Length) / 1e6:0.0} MB"));
        WarmUp(paths, mails, duration / 2);
        Measure("from memory", mails.Count, duration, index => MimeMessage.Parse(mails[index]), index => mails[index].Length);
        Measure("from files", mails.Count, duration, index => MimeMessage.Open(paths[index]), index => mails[index].Length);
        Large();
        return 0;
    }

    /// <summary>Both ways before either is measured: else the first one pays for the compiler of all the code they share.</summary>
    private static void WarmUp(List<string> paths, List<byte[]> mails, TimeSpan duration)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration;)
        {
            foreach (var path in paths) Take(MimeMessage.Open(path));
            foreach (var mail in mails) Take(MimeMessage.Parse(mail));
        }
    }

    private static void Measure(string what, int count, TimeSpan duration, Func<int, MimeMessage> open, Func<int, int> size)
    {
        GC.Collect();
        var (rounds, bytes, allocated, clock) = (0, 0.0, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        for (; clock.Elapsed < duration; rounds++)
        {
            for (var index = 0; index < count; index++)
            {
                Take(open(index));
                bytes += size(index);
            }
        }
        var seconds = clock.Elapsed.TotalSeconds;
        var done = (double)rounds * count;
        Table.Row(what, ("mails/s", done / seconds), ("MB/s", bytes / 1e6 / seconds), ("kB allocated a mail", (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e3 / done),
            ("peak working set MB", PeakMegabytes()));
    }

    private static void Large()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            WriteLarge(path);
            GC.Collect();
            var (allocated, before, clock) = (GC.GetTotalAllocatedBytes(precise: true), PeakMegabytes(), Stopwatch.StartNew());
            Take(MimeMessage.Open(path));
            Table.Row("one of 50 MB, from a file", ("ms", clock.Elapsed.TotalMilliseconds), ("MB allocated", (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6),
                ("peak working set grew by MB", PeakMegabytes() - before));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WriteLarge(string path)
    {
        using var file = new StreamWriter(path, append: false, Encoding.ASCII) { NewLine = "\r\n" };
        file.Write("Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: video/mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var random = new Random(1);
        var line = new byte[57];
        for (var written = 0; written < LargeMail; written += 78)
        {
            random.NextBytes(line);
            file.WriteLine(Convert.ToBase64String(line));
        }
        file.Write("--b--\r\n");
    }

    private static void Take(MimeMessage mail)
    {
        using (mail)
        {
            GC.KeepAlive((mail.Subject, mail.From, mail.To, mail.Cc, mail.ReplyTo, mail.Date, mail.MessageId, mail.References, mail.TextBody, mail.HtmlBody, mail.ReadDeliveryReport()));
            foreach (var file in mail.Attachments)
            {
                using var content = file.OpenContent();
                content.CopyTo(Stream.Null);
            }
        }
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
