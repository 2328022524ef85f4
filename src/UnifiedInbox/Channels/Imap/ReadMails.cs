using Microsoft.Extensions.Options;
using UnifiedInbox.Attachments;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <param name="Email">Null where it could not be read, for <paramref name="Error"/>.</param>
internal sealed record ReadMail(MessageSummary Summary, InboundEmail? Email, string? Error);

/// <summary>Takes fetched mails apart, several at a time, each within its time.</summary>
internal sealed partial class ReadMails(ReceiveEmail receive, IOptions<MailboxOptions> options, TimeProvider time, ILogger<ReadMails> log)
{
    public async Task<ReadMail> RunAsync(
        FolderReading folder, MessageSummary summary, IncomingFile incoming, long? truncatedFrom, string? quarantined, CancellationToken ct)
    {
        try
        {
            var source = SourceOf(folder, summary) with { TruncatedFrom = truncatedFrom, Quarantined = quarantined };
            var email = await Task.Run(() => receive.ReadAsync(source, incoming, ct), ct).WaitAsync(options.Value.MailTimeout, time, ct);
            return new ReadMail(summary, email, null);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogUnreadable(log, error, folder.Mailbox.Id, summary.Uid);
            return new ReadMail(summary, null, error is TimeoutException ? "Reading it took too long." : "It could not be read.");
        }
    }

    private EmailSource SourceOf(FolderReading folder, MessageSummary summary)
    {
        var at = summary.InternalDate ?? time.GetUtcNow();
        return new EmailSource
        {
            Inbox = folder.Mailbox.Inbox,
            Provider = "imap",
            Place = new EmailPlace(folder.Name, folder.UidValidity, summary.Uid, summary.Size ?? 0),
            At = at,
            IsSent = folder.IsSent,
            IsOld = at < folder.OldBefore,
            GmailThread = summary.GmailThreadId,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Uid} of inbox {InboxId} could not be read")]
    private static partial void LogUnreadable(ILogger log, Exception error, Guid inboxId, uint uid);
}
