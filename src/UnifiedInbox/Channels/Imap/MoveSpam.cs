using UnifiedInbox.Database;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Moves what is spam here out of the mailbox's inbox, to the folder its server keeps for that; and back, when it is none after all.</summary>
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
    private const string DoneSql = """
        UPDATE mailbox_mails SET junk_due = false, junked = true WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity AND uid = ANY (@uids)
        """;

    private const string BackSql = """
        SELECT b.uid_validity, b.uid, m.rfc_message_id
          FROM mailbox_mails b
          JOIN messages m ON m.id = b.message_id
         WHERE b.inbox_id = @id AND b.folder = @folder AND b.inbox_due
         ORDER BY b.uid_validity, b.uid
         LIMIT @most
        """;

    /// <summary>The row stays: the mail gets another number in the inbox, by which it is known again from its content.</summary>
    private const string IsBackSql = """
        UPDATE mailbox_mails SET inbox_due = false, junked = false WHERE inbox_id = @id AND folder = @folder AND uid_validity = @validity AND uid = @uid
        """;

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

    /// <summary>Looks for what is to come back, by Message-ID; what is not in Junk any more was moved by somebody already. Another folder may be open afterwards.</summary>
    public async Task BackAsync(ImapClient client, Mailbox mailbox, string? junk, CancellationToken ct)
    {
        if (junk is null || !mailbox.Settings.MoveSpam) return;
        var due = await db.ListAsync<JunkedMail>(BackSql, new { id = mailbox.Id, folder = "INBOX", most = Most }, ct);
        if (due.Count == 0) return;
        try
        {
            await client.SelectAsync(junk, ct);
            foreach (var mail in due)
            {
                var found = mail.RfcMessageId is { Length: > 0 } id ? await client.SearchMessageIdAsync(id, ct) : [];
                if (found.Count > 0) await client.MoveAsync(found, "INBOX", ct);
                await db.ExecuteAsync(IsBackSql, new { id = mailbox.Id, folder = "INBOX", validity = mail.UidValidity, uid = mail.Uid }, ct);
            }
        }
        catch (ImapRefusedException refused)
        {
            LogRefused(log, refused.Code);
        }
    }

    private sealed record JunkedMail
    {
        public long UidValidity { get; init; }

        public long Uid { get; init; }

        public string? RfcMessageId { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spam could not be moved to the Junk folder, or back: {Code}")]
    private static partial void LogRefused(ILogger log, string code);
}
