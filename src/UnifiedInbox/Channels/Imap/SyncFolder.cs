using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// Brings a folder's new mail in: everything above the last UID stored, whether somebody read it elsewhere or not. The cursor moves
/// behind what is stored, in ascending order, so a crash repeats a little and loses nothing.
/// </summary>
internal sealed class SyncFolder(MailboxFolders folders, FetchMails fetch, ReattachFolder reattach, MailboxStates states)
{
    private const int ChunkSize = 500;

    /// <summary>What was received longer before the first sync counts as read long ago.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    /// <summary>Opens the folder and looks at all of it.</summary>
    public async Task RunAsync(ImapClient client, Mailbox mailbox, string name, bool isSent, CancellationToken ct)
    {
        await client.SelectAsync(name, ct);
        await ContinueAsync(client, mailbox, name, isSent, ct);
    }

    /// <summary>Looks for what is new in the folder that is open.</summary>
    public async Task ContinueAsync(ImapClient client, Mailbox mailbox, string name, bool isSent, CancellationToken ct)
    {
        var validity = client.Folder!.UidValidity;
        await folders.BeginAsync(mailbox.Id, name, validity, ct);
        var cursor = (await folders.FindAsync(mailbox.Id, name, ct))!;
        var folder = new FolderReading(mailbox, name, isSent, validity, cursor.StartedAt - Recent);
        // A day more: the server counts days in a zone of its own. Older mail that somebody moves in later is an archive.
        var since = DateOnly.FromDateTime(cursor.StartedAt.UtcDateTime.AddDays(-mailbox.Settings.FirstSyncDays - 1));
        if (cursor.UidValidity != validity) cursor = await reattach.RunAsync(client, folder, cursor, since, ct);
        var failed = await folders.FailuresAsync(folder, ct);
        if (failed.Count > 0) await CountAsync(mailbox, await fetch.AgainAsync(client, folder, failed, ct), ct);
        var uids = await client.SearchUidsAsync((uint)cursor.LastUid, since, ct);
        if (uids.Count == 0) return;
        await folders.SetTotalAsync(mailbox.Id, name, uids.Count, ct);
        var isLong = uids.Count > ChunkSize;
        if (isLong) await states.ShowProgressAsync(mailbox.Id, ct);
        foreach (var chunk in uids.Chunk(ChunkSize))
        {
            await CountAsync(mailbox, await fetch.RunAsync(client, folder, chunk, ct), ct);
            if (isLong) await states.ShowProgressAsync(mailbox.Id, ct);
        }
    }

    private Task CountAsync(Mailbox mailbox, MailCounts counts, CancellationToken ct) => states.CountAsync(mailbox.Id, counts, ct);
}
