using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Mime.Writing;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// Puts a copy of what left from here into the mailbox's Sent folder, for whoever uses another mail program. Runs after the folder was
/// read: a copy that is there was recognised by its id then, so nothing is put there twice, whatever was cut in between.
/// </summary>
internal sealed partial class AppendSent(Db db, ComposeEmail compose, AttachmentStore store, TimeProvider time, ILogger<AppendSent> log)
{
    private const int Most = 50;

    /// <summary>Older ones were there before we were, or failed for days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    private const string DueSql = """
        SELECT m.id
          FROM messages m
         WHERE m.at > @since AND m.inbox_id = @id AND m.channel = 'email' AND m.direction = 'outbound'
           AND m.status IN ('sent', 'delivered', 'read')
           AND m.content_hash IS NULL                       -- not from that folder itself
           AND NOT EXISTS (SELECT 1 FROM mailbox_mails b WHERE b.message_id = m.id)
         ORDER BY m.at
         LIMIT @most
        """;

    public async Task RunAsync(ImapClient client, Mailbox mailbox, string folder, CancellationToken ct)
    {
        if (!mailbox.Settings.AppendSent || KeepsCopies(mailbox.Inbox)) return;
        var due = await db.ListAsync<Guid>(DueSql, new { id = mailbox.Id, since = time.GetUtcNow() - Longest, most = Most }, ct);
        foreach (var id in due) await AppendAsync(client, folder, id, ct);
    }

    /// <summary>Google and Microsoft put what is submitted to them into the folder themselves; SES, Resend and plain servers do not.</summary>
    private static bool KeepsCopies(Inbox inbox) => inbox.Provider == "smtp" && EmailSettings.Of(inbox).Smtp is { } smtp
        && KeepingHosts.Any(host => smtp.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase));

    private async Task AppendAsync(ImapClient client, string folder, Guid id, CancellationToken ct)
    {
        if (await compose.RunAsync(id, ct) is not Composed.Ready ready) return;
        var path = Path.Combine(store.Folder, "incoming", NewId.Next().ToString("N"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        await MailWriter.WriteAsync(ready.Mail, file, ct);
        await file.FlushAsync(ct);
        file.Position = 0;
        try
        {
            await client.AppendAsync(folder, file, file.Length, ["\\Seen"], ready.Email.At, ct);
        }
        catch (ImapRefusedException refused)
        {
            LogRefused(log, refused.Code); // no room, too large: the copy is a courtesy
        }
    }

    private static readonly string[] KeepingHosts = ["gmail.com", "googlemail.com", "office365.com", "outlook.com"];

    [LoggerMessage(Level = LogLevel.Warning, Message = "A copy of a sent mail was refused by the Sent folder: {Code}")]
    private static partial void LogRefused(ILogger log, string code);
}
