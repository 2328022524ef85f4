using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// Reads one mailbox for as long as its connection lives: looks at everything, then waits for the server's word, and looks again every
/// few minutes since that word can get lost. What goes wrong is written down for the settings page and says when to try again.
/// </summary>
internal sealed partial class ReadMailbox(
    OpenMailbox open, SyncFolder sync, AppendSent append, MoveSpam spam, MailboxStates states, IOptions<MailboxOptions> options, Random random, TimeProvider time, ILogger<ReadMailbox> log)
{
    /// <summary>Returns when the connection is over, for whatever reason; never throws.</summary>
    /// <param name="mailbox">One this node has the lease of.</param>
    /// <param name="wake">Somebody wants it looked at now.</param>
    /// <param name="ct">The lease is lost, or the node stops.</param>
    public async Task RunAsync(Mailbox mailbox, MailboxSignal wake, CancellationToken ct)
    {
        try
        {
            await ConnectedAsync(mailbox, wake, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // another node goes on, or nobody
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogDatabaseAway(log, error);
        }
        catch (Exception error)
        {
            await WriteDownAsync(mailbox, error, ct);
        }
    }

    private async Task ConnectedAsync(Mailbox mailbox, MailboxSignal wake, CancellationToken ct)
    {
        await using var client = await open.RunAsync(mailbox, null, ct);
        await states.SignedInAsync(mailbox, ct);
        var folders = await client.ListFoldersAsync(ct);
        var sent = NameOf(folders, FolderRole.Sent);
        var junk = NameOf(folders, FolderRole.Junk);
        while (true)
        {
            var began = time.GetUtcNow();
            // What we wrote first: answers to it find it.
            if (sent is not null)
            {
                await sync.RunAsync(client, mailbox, sent, isSent: true, ct);
                await append.RunAsync(client, mailbox, sent, ct);
            }
            await spam.BackAsync(client, mailbox, junk, ct);
            await sync.RunAsync(client, mailbox, "INBOX", isSent: false, ct);
            await spam.RunAsync(client, mailbox, junk, ct);
            await states.CheckedAsync(mailbox, began, ct);
            var next = began + options.Value.CheckEvery;
            while (await WaitAsync(client, wake, next - time.GetUtcNow(), ct) == Waking.NewMail)
            {
                await sync.ContinueAsync(client, mailbox, "INBOX", isSent: false, ct);
                await spam.RunAsync(client, mailbox, junk, ct);
            }
        }
    }

    private static string? NameOf(IEnumerable<FolderInfo> folders, FolderRole role) => folders.FirstOrDefault(folder => folder.Role == role && folder.Selectable)?.Name;

    private async Task<Waking> WaitAsync(ImapClient client, MailboxSignal wake, TimeSpan atMost, CancellationToken ct)
    {
        if (atMost <= TimeSpan.Zero) return Waking.TimeToLook;
        using var poked = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var poke = PokeAsync(wake, atMost, poked);
        try
        {
            var change = await client.IdleAsync(atMost, poked.Token);
            return change.HasFlag(FolderChange.NewMessages) ? Waking.NewMail : change == FolderChange.None ? Waking.TimeToLook : Waking.NewMail;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Waking.TimeToLook;
        }
        finally
        {
            await poked.CancelAsync();
            await poke;
        }
    }

    private async Task PokeAsync(MailboxSignal wake, TimeSpan atMost, CancellationTokenSource poked)
    {
        await wake.WaitAsync(atMost, time, poked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await poked.CancelAsync();
    }

    private async Task WriteDownAsync(Mailbox mailbox, Exception error, CancellationToken ct)
    {
        try
        {
            var before = await states.FindAsync(mailbox.Id, ct);
            var trouble = MailboxTrouble.Of(error, before?.Failures ?? 0, random.NextDouble(), options.Value);
            if (trouble.Code == "unexpected") LogUnexpected(log, error, mailbox.Id);
            else LogTrouble(log, mailbox.Id, trouble.Code);
            await states.TroubleAsync(mailbox, trouble, ct);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogDatabaseAway(log, away);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mailbox waits for the database")]
    private static partial void LogDatabaseAway(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox of inbox {InboxId} cannot be read: {Code}")]
    private static partial void LogTrouble(ILogger log, Guid inboxId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the mailbox of inbox {InboxId} failed")]
    private static partial void LogUnexpected(ILogger log, Exception error, Guid inboxId);

    private enum Waking
    {
        NewMail,
        TimeToLook,
    }
}
