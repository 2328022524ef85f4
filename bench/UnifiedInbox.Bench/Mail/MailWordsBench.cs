using System.Diagnostics;
using System.Text.Json.Nodes;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Bench.Mail;

/// <summary>How fast real newsletters are cleaned, made text and taken apart, on one core.</summary>
internal static class MailWordsBench
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(3);

    /// <summary>Measures over the newsletters and replies of a corpus folder, <c>../shared/corpus</c> by default; answers 1 where there is none.</summary>
    public static int Run(string[] folders)
    {
        var corpus = folders.FirstOrDefault() ?? Path.Combine("..", "shared", "corpus");
        var folder = Path.Combine(corpus, "html-xss", "newsletters");
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine("mail-words needs newsletters: there is no folder " + folder);
            return 1;
        }
        var newsletters = Directory.GetFiles(folder, "*.html").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        var replies = JsonNode.Parse(File.ReadAllText(Path.Combine(corpus, "replies", "cases.json")))!["cases"]!.AsArray()
            .Where(item => item!["format"]!.ToString() == "text").Select(item => item!["input"]!.ToString()).ToList();
        Table.Heading("Words of a mail, one core");
        Measure("newsletters cleaned", newsletters, html => MailHtml.Clean(html, new CleanOptions()).Html.Length);
        Measure("newsletters cleaned and taken apart", newsletters, html => ReplyHtml.Of(html, new CleanOptions()).Whole.Html.Length);
        Measure("newsletters made text", newsletters, html => HtmlText.Of(html).Length);
        Measure("plain replies taken apart", replies, text => ReplyText.Of(text).Visible.Length);
        return 0;
    }

    private static void Measure(string what, List<string> mails, Func<string, int> work)
    {
        foreach (var mail in mails) work(mail);
        var clock = Stopwatch.StartNew();
        var (letters, count, slowest) = (0L, 0, TimeSpan.Zero);
        while (clock.Elapsed < Enough)
            foreach (var mail in mails)
            {
                var begun = clock.Elapsed;
                work(mail);
                (letters, count) = (letters + mail.Length, count + 1);
                if (clock.Elapsed - begun > slowest) slowest = clock.Elapsed - begun;
            }
        var seconds = clock.Elapsed.TotalSeconds;
        Table.Row(what, ("MB/s", letters / seconds / 1e6), ("mails/s", count / seconds), ("slowest ms", slowest.TotalMilliseconds));
    }
}
