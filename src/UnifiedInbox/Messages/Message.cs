namespace UnifiedInbox.Messages;

/// <summary>A row of <c>messages</c>, as pages and the API read it.</summary>
public sealed record Message
{
    /// <summary>The columns of this type from <c>messages m</c>, but for text, HTML and the author's name, which each list has as it needs them.</summary>
    internal const string Columns = """
        m.id,
        m.contact_id,
        m.conversation_id,
        m.inbox_id,
        m.author_id,
        m.channel,
        m.direction,
        m.status,
        m.subject,
        m.html IS NOT NULL AS has_html,
        m.from_address,
        m.to_address,
        m.from_name,
        m.to_all,
        m.reply_to,
        m.reply_text,
        m.automatic,
        m.joined_by,
        m.is_spam,
        m.raw_sha256 IS NOT NULL AS has_raw,
        m.opened_at,
        m.cc,
        m.bcc,
        m.media_urls,
        m.provider_id,
        m.in_reply_to,
        m.thread_id,
        m.error_code,
        m.error_text,
        m.wait_reason,
        m.attempts,
        m.next_attempt_at,
        m.metadata,
        m.scheduled_at,
        m.metadata ->> 'timeZone' AS time_zone,
        m.cancel_on_reply,
        m.schedule_id,
        (SELECT s.rule FROM schedules s WHERE s.id = m.schedule_id AND s.ended_at IS NULL) AS repeat,
        m.undo IS NOT NULL AS can_undo,
        m.sent_at,
        m.delivered_at,
        m.read_at,
        m.at,
        m.created_at,
        m.updated_at
        """;

    /// <summary>For who shows messages one by one: what each means, see <see cref="Meaning"/>.</summary>
    internal const string MeaningColumn = """
        (SELECT to_jsonb(y) || jsonb_build_object('label', (SELECT l.name FROM labels l WHERE l.id::text = coalesce(y.said_category, y.category)))
           FROM message_meanings y WHERE y.message_id = m.id)::text AS meaning
        """;

    public Guid Id { get; init; }

    public Guid ContactId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid InboxId { get; init; }

    /// <summary>The teammate who wrote it; null for inbound.</summary>
    public Guid? AuthorId { get; init; }

    public string? AuthorName { get; init; }

    /// <summary><c>sms</c>, <c>whatsapp</c>, <c>email</c>.</summary>
    public string Channel { get; init; } = "";

    /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
    public string Direction { get; init; } = "";

    /// <summary>held, scheduled, queued, sending, unconfirmed, sent, delivered, read, failed, canceled, received.</summary>
    public string Status { get; init; } = "";

    public string? Subject { get; init; }

    public string Content { get; init; } = "";

    /// <summary>Not read with a timeline, where <see cref="HasHtml"/> says enough.</summary>
    public string? Html { get; init; }

    public bool HasHtml { get; init; }

    public string FromAddress { get; init; } = "";

    public string ToAddress { get; init; } = "";

    /// <summary>Email: the name beside <see cref="FromAddress"/>.</summary>
    public string? FromName { get; init; }

    /// <summary>Email: everyone in To, as written.</summary>
    public string[] ToAll { get; init; } = [];

    public string[] Cc { get; init; } = [];

    public string[] Bcc { get; init; } = [];

    /// <summary>Addresses handed to the provider as they are; files of our own are <see cref="Attachments"/>.</summary>
    public string[] MediaUrls { get; init => field = [.. value.Where(url => !UnifiedInbox.Attachments.FileMark.Is(url))]; } = [];

    public string? ProviderId { get; init; }

    public string? InReplyTo { get; init; }

    public Guid? ThreadId { get; init; }

    /// <summary>Email: where an answer is asked to go, if elsewhere than to the sender.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Email: the new words without quotes and signature; null where <see cref="Content"/> is all new.</summary>
    public string? ReplyText { get; init; }

    /// <summary>Email: auto_reply, machine, bulk, bounce, complaint or receipt; null where a person wrote it.</summary>
    public string? Automatic { get; init; }

    /// <summary>Email: why it stands in its thread: reference, reply_token, mailbox_thread, subject or new.</summary>
    public string? JoinedBy { get; init; }

    /// <summary>Email: its sender was blocked.</summary>
    public bool IsSpam { get; init; }

    /// <summary>Email: the mail as it came is kept.</summary>
    public bool HasRaw { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    /// <summary>Why it has not left yet, in words.</summary>
    public string? WaitReason { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>JSON object text.</summary>
    public string Metadata { get; init; } = "{}";

    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Scheduled: the IANA zone its time was chosen in.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Scheduled: a message from the contact cancels it.</summary>
    public bool CancelOnReply { get; init; }

    /// <summary>What it is one of, where it recurs or did.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>RRULE by which another follows it; null where none does any more.</summary>
    public string? Repeat { get; init; }

    /// <summary>Sending can still be taken back: it begins at <see cref="NextAttemptAt"/>.</summary>
    public bool CanUndo { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Where it stands in the timeline.</summary>
    public DateTimeOffset At { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it means, as JSON of <c>message_meanings</c>; null where nobody looked. Read by <c>Meaning/MeaningMark</c>.</summary>
    public string? Meaning { get; init; }

    public bool IsInbound => Direction == "inbound";

    /// <summary>Filled by who reads messages together with their files.</summary>
    public IReadOnlyList<Attachments.Attachment> Attachments { get; set; } = [];
}
