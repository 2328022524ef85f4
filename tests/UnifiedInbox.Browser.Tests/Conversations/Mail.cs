using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Attachments;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Browser.Tests.Conversations;

/// <summary>A mail as it stands in the database after it came in.</summary>
internal sealed record Mail
{
    public string From { get; init; } = "mia@example.org";
    public string FromName { get; init; } = "Mia Chen";
    public string Subject { get; init; } = "Hello";
    public string Text { get; init; } = "";
    public string? Html { get; init; }
    public string? ReplyText { get; init; }
    public string[] To { get; init; } = ["Support <support@example.com>"];
    public string[] Cc { get; init; } = [];
    public string? Automatic { get; init; }
    public string JoinedBy { get; init; } = "new";
    public string? Raw { get; init; }
    public int MinutesAgo { get; init; } = 5;

    /// <summary>Continues the thread this id begins.</summary>
    public Guid? ThreadId { get; init; }

    public (string Name, string ContentType, byte[] Bytes, string? ContentId)[] Files { get; init; } = [];

    private const string InboxSql = """
        INSERT INTO inboxes (id, name, channel, address, provider, settings, is_default, created_at, updated_at)
        VALUES (gen_random_uuid(), 'Support', 'email', 'support@example.com', 'smtp', '{}', false, now(), now())
        ON CONFLICT (channel, address) DO NOTHING
        """;

    private const string Sql = """
        WITH inbox AS (SELECT id FROM inboxes WHERE address = 'support@example.com'),
        known AS (SELECT contact_id AS id FROM contact_addresses WHERE value = @From),
        made AS (
            INSERT INTO contacts (id, name, email) SELECT @contactId, @FromName, @From WHERE NOT EXISTS (SELECT FROM known) RETURNING id),
        address AS (
            INSERT INTO contact_addresses (id, contact_id, kind, value, is_primary) SELECT gen_random_uuid(), id, 'email', @From, true FROM made),
        contact AS (SELECT id FROM known UNION ALL SELECT id FROM made),
        open AS (SELECT c.id FROM conversations c, contact, inbox WHERE c.contact_id = contact.id AND c.inbox_id = inbox.id AND c.status <> 'closed'),
        opened AS (
            INSERT INTO conversations (id, contact_id, inbox_id) SELECT @conversationId, contact.id, inbox.id FROM contact, inbox WHERE NOT EXISTS (SELECT FROM open) RETURNING id),
        conversation AS (SELECT id FROM open UNION ALL SELECT id FROM opened),
        thread AS (
            INSERT INTO email_threads (id, conversation_id, inbox_id, subject, last_at)
            SELECT @threadId, conversation.id, inbox.id, @Subject, @at FROM conversation, inbox ON CONFLICT (id) DO UPDATE SET last_at = @at)
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, html, from_address, to_address, from_name,
                              to_all, cc, reply_text, automatic, joined_by, provider, rfc_message_id, thread_id, raw_sha256, at)
        SELECT @id, contact.id, conversation.id, inbox.id, 'email', 'inbound', 'received', @Subject, @Text, @Html, @From, 'support@example.com', @FromName,
               @To, @Cc, @ReplyText, @Automatic, @JoinedBy, 'imap', @id::text || '@example.org', @threadId, @raw, @at
          FROM contact, conversation, inbox
        """;

    private const string AfterSql = """
        UPDATE conversations c SET last_message_id = m.id, last_preview = left(m.content, 200), last_direction = 'inbound', last_channel = 'email', last_at = m.at,
               last_inbound_at = m.at, waiting_since = m.at, updated_at = m.at
          FROM messages m WHERE m.id = @id AND c.id = m.conversation_id;
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', m.inbox_id, m.conversation_id, m.contact_id, m.id FROM messages m WHERE m.id = @id
        """;

    private const string FileSql = """
        INSERT INTO attachments (id, message_id, position, name, content_type, size, sha256, content_id, is_inline, status, next_attempt_at)
        VALUES (gen_random_uuid(), @id, @position, @name, @contentType, @size, @sha256, @contentId, @contentId IS NOT NULL, 'stored', NULL)
        """;

    private const string ConversationSql = "SELECT conversation_id FROM messages WHERE id = @id";

    /// <summary>Answers the message's id and its conversation's.</summary>
    public async Task<(Guid Id, Guid ConversationId)> ArriveAsync(Desk desk)
    {
        var (db, store) = (desk.App.Database.Db, desk.App.Services.GetRequiredService<AttachmentStore>());
        var id = NewId.Next();
        var raw = Raw is null ? null : (await store.StoreAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Raw)), int.MaxValue, default))!.Sha256;
        await db.ExecuteAsync(InboxSql, null, default);
        await db.ExecuteAsync(Sql, new
        {
            id, From, FromName, Subject, Text, Html, To, Cc, ReplyText, Automatic, JoinedBy, raw,
            contactId = NewId.Next(), conversationId = NewId.Next(), threadId = ThreadId ?? NewId.Next(), at = desk.App.Clock.GetUtcNow().AddMinutes(-MinutesAgo),
        }, default);
        for (var position = 0; position < Files.Length; position++)
        {
            var (name, contentType, bytes, contentId) = Files[position];
            var stored = await store.StoreAsync(new MemoryStream(bytes), int.MaxValue, default);
            await db.ExecuteAsync(FileSql, new { id, position, name, contentType, size = bytes.LongLength, sha256 = stored!.Sha256, contentId }, default);
        }
        await db.ExecuteAsync(AfterSql, new { id }, default);
        desk.App.Services.GetRequiredService<ChangeNotifier>().Wake();
        return (id, await db.FindAsync<Guid>(ConversationSql, new { id }, default));
    }

    /// <summary>A picture of one colour.</summary>
    public static byte[] Picture { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
}
