using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;

namespace UnifiedInbox.Messages.Email;

/// <summary>Reads everything a provider needs to know of an email that was claimed.</summary>
internal sealed class FindOutgoingEmail(Db db)
{
    private const string Sql = """
        SELECT m.id AS message_id,
               m.inbox_id,
               m.contact_id,
               m.thread_id,
               m.from_address AS "from",
               m.from_name,
               m.to_address AS "to",
               c.name AS to_name,
               m.cc,
               m.bcc,
               m.reply_to,
               coalesce(m.subject, '') AS subject,
               m.content,
               m.html,
               m.rfc_message_id,
               m.in_reply_to,
               m.rfc_references,
               coalesce((m.metadata ->> 'bulk')::boolean, false) AS is_bulk,
               m.at
          FROM messages m
          JOIN contacts c ON c.id = m.contact_id
         WHERE m.id = @id AND m.channel = 'email' AND m.direction = 'outbound'
        """;

    private const string FilesSql = """
        SELECT a.name,
               a.content_type,
               a.sha256,
               a.size,
               a.content_id
          FROM attachments a
         WHERE a.message_id = @id AND a.status = 'stored'
         ORDER BY a.position
        """;

    /// <summary>Null where there is no such email any more.</summary>
    public async Task<OutgoingEmail?> RunAsync(Guid id, CancellationToken ct)
    {
        if (await db.FindAsync<Row>(Sql, new { id }, ct) is not { } row) return null;
        var leftOut = row.Cc.Length + row.Bcc.Length > 0 ? await LeaveOutSuppressed.RunAsync(db, id, ct) : [];
        var files = await db.ListAsync<FileRow>(FilesSql, new { id }, ct);
        return new OutgoingEmail
        {
            MessageId = row.MessageId,
            InboxId = row.InboxId,
            ContactId = row.ContactId,
            ThreadId = row.ThreadId,
            IsBulk = row.IsBulk,
            From = row.From,
            FromName = row.FromName,
            To = row.To,
            ToName = row.ToName.Length > 0 ? row.ToName : null,
            Cc = [.. row.Cc.Except(leftOut)],
            Bcc = [.. row.Bcc.Except(leftOut)],
            ReplyTo = row.ReplyTo,
            Subject = row.Subject,
            Text = row.Content.Length > 0 || row.Html is null ? row.Content : HtmlText.Of(row.Html),
            Html = row.Html,
            RfcMessageId = row.RfcMessageId,
            InReplyTo = row.InReplyTo,
            References = row.RfcReferences,
            Files = [.. files.Select(file => new OutgoingFile(file.Name, file.ContentType, file.Sha256, file.Size, file.ContentId))],
            At = row.At,
        };
    }

    private sealed record Row
    {
        public Guid MessageId { get; init; }

        public Guid InboxId { get; init; }

        public Guid ContactId { get; init; }

        public Guid? ThreadId { get; init; }

        public string From { get; init; } = "";

        public string? FromName { get; init; }

        public string To { get; init; } = "";

        public string ToName { get; init; } = "";

        public string[] Cc { get; init; } = [];

        public string[] Bcc { get; init; } = [];

        public string? ReplyTo { get; init; }

        public string Subject { get; init; } = "";

        public string Content { get; init; } = "";

        public string? Html { get; init; }

        public string RfcMessageId { get; init; } = "";

        public string? InReplyTo { get; init; }

        public string[] RfcReferences { get; init; } = [];

        public bool IsBulk { get; init; }

        public DateTimeOffset At { get; init; }
    }

    private sealed record FileRow
    {
        public string Name { get; init; } = "";

        public string ContentType { get; init; } = "";

        public byte[] Sha256 { get; init; } = [];

        public long Size { get; init; }

        public string? ContentId { get; init; }
    }
}
