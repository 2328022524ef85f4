using UnifiedInbox.Database;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Moves what is spam here out of the mailbox's inbox, to the folder its server keeps for that.</summary>
internal sealed partial class MoveSpam(Db db, ILogger<MoveSpam> log)
{
    private const int Most = 500;

    private const string DueSql = """
        SELECT b.uid
          FROM mailbox_mails b
         WHERE b.inbox_id = @id AND b.folder = @folder AND b.uid_validity = @validity AND b.junk_due
         ORDER BY b.uid
         LIMIT @most
        """;

    /// <summary>The mail is another one's now, in a folder that is not read; the row goes on saying that it is known.</summary>
    private const string DoneSql = "UPDATE mailbox_mails SET junk_due = false WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity AND uid = ANY (@uids)";

    /// <param name="client">With the mailbox's inbox open.</param>
    /// <param name="mailbox">Whose it is.</param>
    /// <param name="junk">The folder; null where the server has none: the mail then stays where it is.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RunAsync(ImapClient client, Mailbox mailbox, string? junk, CancellationToken ct)
    {
        if (junk is null || !mailbox.Settings.MoveSpam || client.Folder is not { ReadOnly: false } folder) return;
        var place = new { id = mailbox.Id, folder = "INBOX", validity = (long)folder.UidValidity, most = Most };
        while (await db.ListAsync<long>(DueSql, place, ct) is { Count: > 0 } uids)
        {
            try
            {
                await client.MoveAsync(uids.Select(uid => (uint)uid), junk, ct);
            }
            catch (ImapRefusedException refused)
            {
                LogRefused(log, refused.Code); // no room, no right: a courtesy, tried again at the next look
                return;
            }
            await db.ExecuteAsync(DoneSql, new { place.id, place.folder, place.validity, uids = uids.ToArray() }, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spam could not be moved to the Junk folder: {Code}")]
    private static partial void LogRefused(ILogger log, string code);
}
