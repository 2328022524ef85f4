using System.Threading.Channels;
using Npgsql;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <summary>What became of the mails of one fetch.</summary>
internal sealed class WrittenMails(FolderReading folder)
{
    public FolderReading Folder => folder;

    /// <summary>UIDs stored, known, or recorded as failed.</summary>
    public HashSet<uint> Handled { get; } = [];

    /// <summary>UIDs stored that were not old.</summary>
    public List<uint> Recent { get; } = [];

    /// <summary>UIDs marked as read already.</summary>
    public HashSet<uint> Seen { get; } = [];

    public DateTimeOffset? Newest { get; set; }

    public MailCounts Counts { get; set; }
}

/// <summary>Writes mails in the order they were fetched, some dozens in one transaction. One that the database refuses holds up no other.</summary>
internal sealed partial class WriteMails(ReceiveEmail receive, MailboxFolders folders, ILogger<WriteMails> log)
{
    private const int MostTogether = 50;
    private const int MostCharacters = 4 * 1024 * 1024;

    public async Task RunAsync(Channel<Task<ReadMail>> lane, WrittenMails done, CancellationToken ct)
    {
        try
        {
            var batch = new List<ReadMail>(MostTogether);
            while (await lane.Reader.WaitToReadAsync(ct))
            {
                batch.Clear();
                for (var size = 0; batch.Count < MostTogether && size < MostCharacters && lane.Reader.TryRead(out var next);)
                {
                    batch.Add(await next);
                    size += batch[^1].Email is { } email ? email.Words.Content.Length + (email.Words.Html?.Length ?? 0) : 0;
                }
                await WriteAsync(batch, done, ct);
            }
        }
        catch (Exception error)
        {
            lane.Writer.TryComplete(error); // whoever fetches stops as well
            await DropAsync(lane);
            throw;
        }
    }

    /// <summary>Removes what was fetched and will not be written; it is fetched again.</summary>
    private static async Task DropAsync(Channel<Task<ReadMail>> lane)
    {
        while (lane.Reader.TryRead(out var next))
            if (await next.ContinueWith(static read => read.IsCompletedSuccessfully ? read.Result : null, TaskScheduler.Default) is { Email: { } email })
                foreach (var file in email.Incoming) file.Dispose();
    }

    private async Task WriteAsync(List<ReadMail> batch, WrittenMails done, CancellationToken ct)
    {
        foreach (var unread in batch.Where(mail => mail.Email is null)) await FailAsync(done, unread.Summary.Uid, unread.Error!, ct);
        var mails = batch.Where(mail => mail.Email is not null).ToList();
        try
        {
            if (mails.Count > 0) await StoreAsync(mails, done, ct);
        }
        catch (PostgresException error) when (!error.IsTransient)
        {
            foreach (var mail in mails) await StoreOneAsync(mail, done, ct);
        }
    }

    private async Task StoreOneAsync(ReadMail mail, WrittenMails done, CancellationToken ct)
    {
        try
        {
            await StoreAsync([mail], done, ct);
        }
        catch (PostgresException error) when (!error.IsTransient)
        {
            LogRefused(log, error, done.Folder.Mailbox.Id, mail.Summary.Uid);
            await FailAsync(done, mail.Summary.Uid, "The database refused it.", ct);
        }
    }

    private async Task StoreAsync(List<ReadMail> mails, WrittenMails done, CancellationToken ct)
    {
        var received = await receive.CommitAsync([.. mails.Select(mail => mail.Email!)], ct);
        foreach (var (mail, answer) in mails.Zip(received))
        {
            done.Handled.Add(mail.Summary.Uid);
            if (!mail.Email!.Source.IsOld) done.Recent.Add(mail.Summary.Uid);
            if (done.Newest is null || mail.Email.Source.At > done.Newest) done.Newest = mail.Email.Source.At;
            var isNew = answer.Outcome is ReceivedOutcome.Stored or ReceivedOutcome.Spam;
            done.Counts += new MailCounts(1, isNew ? 1 : 0, isNew ? 0 : 1, 0);
        }
        await folders.ForgiveAsync(done.Folder, mails.Select(mail => mail.Summary.Uid), ct);
    }

    public async Task FailAsync(WrittenMails done, uint uid, string error, CancellationToken ct)
    {
        await folders.FailAsync(done.Folder, uid, error, ct);
        done.Handled.Add(uid);
        done.Counts += new MailCounts(1, 0, 0, 1);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Uid} of inbox {InboxId} could not be stored")]
    private static partial void LogRefused(ILogger log, Exception error, Guid inboxId, uint uid);
}
