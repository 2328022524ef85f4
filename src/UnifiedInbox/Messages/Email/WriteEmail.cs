using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>
/// Writes what an email has besides its text, in the transaction that enqueues it: the thread, the headers answers are found by,
/// the files. Answered with the outcome that undoes the transaction where something named is not there.
/// </summary>
internal static partial class WriteEmail
{
    private const string ParentSql = """
        SELECT m.thread_id,
               t.subject,
               m.rfc_message_id,
               CASE WHEN m.rfc_references <> '{}' THEN m.rfc_references
                    WHEN m.direction = 'inbound' AND m.in_reply_to IS NOT NULL THEN ARRAY[m.in_reply_to]
                    ELSE '{}' END AS rfc_references
          FROM messages m
          LEFT JOIN email_threads t ON t.id = m.thread_id
         WHERE m.id = @replyToId AND m.channel = 'email' AND m.contact_id = @contactId AND can_use_inbox(@userId, m.inbox_id)
        """;

    private const string Sql = """
        INSERT INTO email_threads (id, conversation_id, inbox_id, subject, base_key, last_at, created_at)
        VALUES (@threadId, @conversationId, @inboxId, @subject, @baseKey, @now, @now)
        ON CONFLICT (id) DO UPDATE SET last_at = greatest(email_threads.last_at, excluded.last_at);

        UPDATE messages
           SET subject = @subject,
               html = @html,
               reply_text = @words,
               cc = @cc,
               bcc = @bcc,
               to_all = ARRAY[to_address],
               reply_to = @replyTo,
               from_name = @fromName,
               rfc_message_id = @rfcId,
               in_reply_to = @inReplyTo,
               rfc_references = @references,
               thread_id = @threadId,
               joined_by = @joinedBy,
               metadata = metadata || jsonb_strip_nulls(jsonb_build_object('bulk', nullif(@isBulk, false), 'replyToId', @replyToId))
         WHERE id = @id;

        INSERT INTO email_ids (key, message_id) VALUES (@rfcKey, @id) ON CONFLICT DO NOTHING;

        UPDATE conversations SET last_preview = left(@words, 200) WHERE id = @conversationId AND last_message_id = @id AND @words <> '';

        -- Whoever gets it may answer into the conversation.
        INSERT INTO conversation_participants (conversation_id, address, name, role, since)
        SELECT DISTINCT ON (x.address) @conversationId, x.address, '', x.role, @now
          FROM (SELECT lower(m.to_address), 'to' FROM messages m WHERE m.id = @id
                UNION ALL
                SELECT unnest(@cc::text[] || @bcc::text[]), 'cc') AS x (address, role)
         WHERE NOT EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = @contactId AND a.value = x.address)
        ON CONFLICT DO NOTHING;
        """;

    private const string FilesSql = """
        INSERT INTO attachments (id, message_id, position, name, content_type, size, sha256, content_id, is_inline, status, next_attempt_at, created_at)
        SELECT f.fresh, @id, f.position - 1, s.name, s.content_type, s.size, s.sha256,
               CASE WHEN strpos(coalesce(@html, ''), f.named::text) > 0 THEN f.named::text || '@files' END,
               strpos(coalesce(@html, ''), f.named::text) > 0, 'stored', NULL, @now
          FROM unnest(@named, @fresh) WITH ORDINALITY AS f (named, fresh, position)
        """ + Files.FilesToSend.MaySend + "RETURNING name, content_type, size";

    public static async Task<EnqueueOutcome?> RunAsync(
        NpgsqlConnection connection, Caller caller, NewMessage message, EmailEnvelope envelope, CancellationToken ct)
    {
        var email = message.Email ?? new NewEmail();
        Parent? parent = null;
        if (message.ReplyToId is { } replyToId)
        {
            parent = await connection.QuerySingleOrDefaultAsync<Parent>(new CommandDefinition(
                ParentSql, new { replyToId, contactId = message.ContactId, userId = caller.UserId }, cancellationToken: ct));
            if (parent is null) return new EnqueueOutcome.NotFound("replyToId");
        }
        var subject = email.Subject ?? ReplySubject(parent?.Subject ?? "");
        // Another subject than the thread's is another thread, also when it was written as an answer.
        var baseKey = BaseSubject.Of(subject, parent is not null).Key;
        var stays = parent?.ThreadId is not null && baseKey == BaseSubject.Of(parent.Subject ?? "", true).Key;
        var rfcId = envelope.MessageId.ToString("N") + "@" + envelope.From[(envelope.From.LastIndexOf('@') + 1)..];
        await connection.ExecuteAsync(new CommandDefinition(
            Sql,
            new
            {
                id = envelope.MessageId,
                threadId = stays ? parent!.ThreadId!.Value : NewId.Next(),
                conversationId = envelope.ConversationId,
                inboxId = envelope.InboxId,
                subject,
                baseKey,
                html = envelope.Html,
                words = email.Words,
                contactId = message.ContactId,
                cc = Clean(email.Cc),
                bcc = Clean(email.Bcc),
                replyTo = email.ReplyTo,
                fromName = envelope.FromName,
                rfcId,
                rfcKey = MessageIds.Key(rfcId),
                inReplyTo = parent?.RfcMessageId,
                references = ReferencesField.Build(parent?.RfcReferences ?? [], parent?.RfcMessageId, rfcId).ToArray(),
                joinedBy = stays ? "reference" : "new",
                isBulk = email.IsBulk,
                replyToId = message.ReplyToId?.ToString(),
                now = envelope.Now,
            },
            cancellationToken: ct));
        return await WriteFilesAsync(connection, caller, email, envelope, ct);
    }

    /// <summary>What is stored and sent: never more than the composer can make. Images of uploads become <c>cid:</c> references.</summary>
    public static string? CleanHtml(NewEmail? email)
    {
        if (email?.Html is not { } html || string.IsNullOrWhiteSpace(html)) return null;
        return ComposerHtml.Clean(html, static source => OurPicture().IsMatch(source)) is { } cleaned
            ? PictureSource().Replace(cleaned + email.Below, "src=\"cid:$1@files\"")
            : null;
    }

    /// <summary>A file that was put up, or one of another message when that is passed on. Who may send it is asked when it is written.</summary>
    [GeneratedRegex("^/(?:uploads|attachments)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex OurPicture();

    [GeneratedRegex("src=\"/(?:uploads|attachments)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\"")]
    private static partial Regex PictureSource();

    [GeneratedRegex("src=\"cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@files\"")]
    private static partial Regex NamedPicture();

    private static async Task<EnqueueOutcome?> WriteFilesAsync(
        NpgsqlConnection connection, Caller caller, NewEmail email, EmailEnvelope envelope, CancellationToken ct)
    {
        var pictures = NamedPicture().Matches(envelope.Html ?? "").Select(match => Guid.Parse(match.Groups[1].Value));
        var named = email.Attachments.Concat(pictures).Distinct().ToArray();
        if (named.Length == 0) return null;
        var written = (await connection.QueryAsync<(string Name, string ContentType, long Size)>(new CommandDefinition(
            FilesSql,
            new
            {
                id = envelope.MessageId,
                named,
                fresh = named.Select(_ => NewId.Next()).ToArray(),
                html = envelope.Html,
                userId = caller.UserId,
                now = envelope.Now,
            },
            cancellationToken: ct))).AsList();
        if (written.Count != named.Length) return new EnqueueOutcome.NotFound("attachments");
        return ChannelFiles.Of(Channel.Email).Refuse(written) is { } problem ? new EnqueueOutcome.Refused(problem.Code, "attachments", problem.Text) : null;
    }

    private static string ReplySubject(string subject) =>
        BaseSubject.Of(subject, hasParent: false).IsReplyOrForward && subject.StartsWith("Re", StringComparison.OrdinalIgnoreCase) ? subject : "Re: " + subject;

    private static string[] Clean(IReadOnlyList<string> addresses) => [.. addresses.Select(address => address.Trim().ToLowerInvariant()).Distinct()];

    private sealed record Parent
    {
        public Guid? ThreadId { get; init; }

        public string? Subject { get; init; }

        public string? RfcMessageId { get; init; }

        public string[] RfcReferences { get; init; } = [];
    }
}

/// <summary>The message row an email is written to.</summary>
internal sealed record EmailEnvelope(Guid MessageId, Guid ConversationId, Guid InboxId, string From, string? FromName, string? Html, DateTimeOffset Now);
