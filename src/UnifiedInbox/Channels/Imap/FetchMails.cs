using Lanes = System.Threading.Channels.Channel;
using Microsoft.Extensions.Options;
using UnifiedInbox.Attachments;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// Fetches mails and stores them: one command brings many, each streamed to a file, taken apart beside the next ones' arrival, and
/// written in the order they came, some dozens in one transaction. Little is in memory, however many or large they are.
/// </summary>
internal sealed class FetchMails(
    AttachmentStore store, ReadMails read, WriteMails write, TrimmedMail trimmed, MailboxFolders folders, MailboxStates states, IOptions<MailboxOptions> options)
{
    /// <summary>Mails taken apart and not written yet.</summary>
    private const int Ahead = 32;

    /// <summary>Failures after which less than all of a mail is asked for, and none of it after one more.</summary>
    private const int MostFailures = 4;

    /// <summary>The same where the line broke: that is rarely the mail's fault. With the pauses between them this is some minutes.</summary>
    private const int MostBreaks = 6;

    private const string Broke = "The connection broke while it was fetched.";

    /// <summary>Fetches a run of new mails in ascending order and moves the cursor behind them.</summary>
    public async Task<MailCounts> RunAsync(ImapClient client, FolderReading folder, uint[] uids, CancellationToken ct)
    {
        var known = await folders.KnownAsync(folder, uids, ct);
        var wanted = uids.Where(uid => !known.Contains(uid)).ToArray();
        var done = new WrittenMails(folder);
        var large = await SizesAsync(client, wanted, done, ct);
        foreach (var uid in known) done.Handled.Add(uid);
        try
        {
            foreach (var summary in large) await TrimAsync(client, folder, summary, null, done, ct);
            await FetchAsync(client, folder, [.. wanted.Where(uid => !large.Exists(summary => summary.Uid == uid))], null, done, ct);
        }
        catch (ImapException)
        {
            await BrokenAsync(folder, uids, done, ct);
            throw;
        }
        await folders.AdvanceAsync(folder, uids[^1], done.Newest, uids.Length, ct);
        await MarkSeenAsync(client, folder, done, ct);
        return done.Counts;
    }

    /// <summary>
    /// Tries again what failed. A mail that could not be read is stored as what it is after the third time; one that did not arrive is read
    /// like any other once it does. In the end less and less is asked of the server.
    /// </summary>
    public async Task<MailCounts> AgainAsync(ImapClient client, FolderReading folder, IReadOnlyList<FailedMail> failed, CancellationToken ct)
    {
        var done = new WrittenMails(folder);
        foreach (var mail in failed)
        {
            var uid = (uint)mail.Uid;
            var broke = mail.Error == Broke;
            var most = broke ? MostBreaks : MostFailures;
            try
            {
                if (mail.Failures >= most) await TrimAsync(client, folder, await SummaryAsync(client, uid, ct), mail.Error, done, ct, blindly: mail.Failures > most);
                else await FetchAsync(client, folder, [uid], mail.Failures >= 3 && !broke ? mail.Error : null, done, ct);
                // Removed from the mailbox meanwhile.
                if (!done.Handled.Contains(uid)) await folders.ForgiveAsync(folder, [uid], ct);
            }
            catch (ImapException)
            {
                await folders.FailAsync(folder, uid, Broke, ct);
                throw;
            }
        }
        return done.Counts;
    }

    private async Task<List<MessageSummary>> SizesAsync(ImapClient client, uint[] uids, WrittenMails done, CancellationToken ct)
    {
        var large = new List<MessageSummary>();
        await foreach (var summary in client.FetchSizesAsync(uids, ct))
        {
            if (summary.Size > options.Value.LargestMail) large.Add(summary);
            if (summary.Flags?.Contains("\\Seen", StringComparer.OrdinalIgnoreCase) == true) done.Seen.Add(summary.Uid);
        }
        return large;
    }

    private async Task FetchAsync(ImapClient client, FolderReading folder, uint[] uids, string? quarantined, WrittenMails done, CancellationToken ct)
    {
        if (uids.Length == 0) return;
        var lane = Lanes.CreateBounded<Task<ReadMail>>(Ahead);
        var writing = write.RunAsync(lane, done, ct);
        try
        {
            var outcome = await client.FetchMessagesAsync(
                uids,
                async (summary, body, token) =>
                {
                    if (await store.ReceiveAsync(body, EmailLimits.LargestMail, token) is { } incoming)
                        await lane.Writer.WriteAsync(read.RunAsync(folder, summary, incoming, null, quarantined, ct), token);
                },
                EmailLimits.LargestMail,
                ct);
            foreach (var uid in outcome.TooLarge) await write.FailAsync(done, uid, "It is larger than the mail server said.", ct);
        }
        finally
        {
            lane.Writer.TryComplete();
            await writing;
        }
    }

    private async Task TrimAsync(ImapClient client, FolderReading folder, MessageSummary? summary, string? quarantined, WrittenMails done, CancellationToken ct, bool blindly = false)
    {
        if (summary is null) return;
        var incoming = blindly ? (await store.ReceiveAsync(Stream.Null, 0, ct))! : await trimmed.FetchAsync(client, summary.Uid, ct);
        var lane = Lanes.CreateBounded<Task<ReadMail>>(1);
        await lane.Writer.WriteAsync(read.RunAsync(folder, summary, incoming, summary.Size, quarantined, ct), ct);
        lane.Writer.Complete();
        await write.RunAsync(lane, done, ct);
    }

    private static async Task<MessageSummary?> SummaryAsync(ImapClient client, uint uid, CancellationToken ct)
    {
        MessageSummary? found = null; // read to the end: the connection goes on being used
        await foreach (var summary in client.FetchSummariesAsync([uid], structure: false, ct)) found = summary;
        return found;
    }

    /// <summary>What was stored in order counts. The mail at which it broke may be the reason: it is remembered, and passed by in the end.</summary>
    private async Task BrokenAsync(FolderReading folder, uint[] uids, WrittenMails done, CancellationToken ct)
    {
        var stored = uids.TakeWhile(done.Handled.Contains).ToArray();
        if (stored.Length > 0) await folders.AdvanceAsync(folder, stored[^1], done.Newest, stored.Length, ct);
        if (done.Counts.Stored > 0) await states.ProgressedAsync(folder.Mailbox.Id, ct);
        if (stored.Length < uids.Length) await folders.FailAsync(folder, uids[stored.Length], Broke, ct);
    }

    private static async Task MarkSeenAsync(ImapClient client, FolderReading folder, WrittenMails done, CancellationToken ct)
    {
        if (!folder.Mailbox.Settings.MarkSeen || folder.IsSent) return;
        var unseen = done.Recent.Where(uid => !done.Seen.Contains(uid)).ToArray();
        if (unseen.Length > 0) await client.StoreFlagAsync(unseen, "\\Seen", true, ct);
    }
}
