using UnifiedInbox.Database;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Channels.Imap;

/// <summary>
/// The server gave every mail of a folder another number (a restored backup, a moved server). Mails known by id, size and time are
/// found again; of the others only what is newer than what we had is new, so that an archive is not taken for today's mail.
/// </summary>
internal sealed class ReattachFolder(Db db)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    private const string AttachSql = """
        INSERT INTO mailbox_mails (inbox_id, folder, uid_validity, uid, message_id, rfc_key, size, received_at)
        SELECT @id, @folder, @validity, n.uid, k.message_id, n.rfc_key, n.size, n.at
          FROM unnest(@uids, @keys, @sizes, @times) AS n (uid, rfc_key, size, at)
          LEFT JOIN LATERAL (
               SELECT b.message_id, true AS found
                 FROM mailbox_mails b
                WHERE b.inbox_id = @id AND b.folder = @folder AND b.uid_validity <> @validity
                  AND b.size = n.size AND b.received_at = n.at AND (b.rfc_key = n.rfc_key OR n.rfc_key = '')
                LIMIT 1) k ON true
         WHERE k.found OR n.at < @newSince
        ON CONFLICT DO NOTHING
        """;

    private const string MoveSql = """
        DELETE FROM mailbox_mails WHERE inbox_id = @id AND folder = @folder AND uid_validity <> @validity;
        DELETE FROM mailbox_failures WHERE inbox_id = @id AND folder = @folder AND uid_validity <> @validity;
        UPDATE mailbox_folders SET uid_validity = @validity, last_uid = 0 WHERE inbox_id = @id AND folder = @folder;
        """;

    /// <summary>Answers the cursor to go on from; what it finds and is known is passed over.</summary>
    public async Task<FolderCursor> RunAsync(ImapClient client, FolderReading folder, FolderCursor before, DateOnly since, CancellationToken ct)
    {
        var uids = await client.SearchUidsAsync(0, since, ct);
        foreach (var chunk in uids.Chunk(1_000)) await AttachAsync(client, folder, before, chunk, ct);
        await db.ExecuteAsync(MoveSql, new { id = folder.Mailbox.Id, folder = folder.Name, validity = (long)folder.UidValidity }, ct);
        return before with { UidValidity = folder.UidValidity, LastUid = 0 };
    }

    private async Task AttachAsync(ImapClient client, FolderReading folder, FolderCursor before, uint[] uids, CancellationToken ct)
    {
        var seen = new List<MessageSummary>();
        await foreach (var summary in client.FetchSummariesAsync(uids, structure: false, ct)) seen.Add(summary);
        await db.ExecuteAsync(
            AttachSql,
            new
            {
                id = folder.Mailbox.Id,
                folder = folder.Name,
                validity = (long)folder.UidValidity,
                uids = seen.Select(summary => (long)summary.Uid).ToArray(),
                keys = seen.Select(summary => MessageIds.ParseOne(summary.MessageId) is { } id ? Web.SafeText.Clean(MessageIds.Key(id)) : "").ToArray(),
                sizes = seen.Select(summary => summary.Size ?? 0).ToArray(),
                times = seen.Select(summary => (summary.InternalDate ?? before.StartedAt).UtcDateTime).ToArray(),
                newSince = (before.NewestAt ?? before.StartedAt) - Overlap,
            },
            ct);
    }
}
