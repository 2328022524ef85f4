namespace UnifiedInbox.Conversations;

/// <summary>
/// What a contact and one of our inboxes have going, as the person <c>@userId</c> sees it: <see cref="Unread"/> is theirs
/// alone, everything else is the team's.
/// </summary>
public sealed record Conversation
{
    public Guid Id { get; init; }
    public Guid ContactId { get; init; }

    /// <summary>Name, or else the first thing known to call the person by.</summary>
    public string ContactName { get; init; } = "";
    public string? ContactPhone { get; init; }

    /// <summary><see cref="ContactName"/> as a page shows it: numbers are written as people write them.</summary>
    public string ShownName => AddressText.Of(ContactName);

    public string? ContactEmail { get; init; }
    public Guid InboxId { get; init; }
    public string InboxName { get; init; } = "";
    public string InboxChannel { get; init; } = "";
    public string InboxAddress { get; init; } = "";
    public string Status { get; init; } = "";
    public DateTimeOffset? SnoozedUntil { get; init; }
    public Guid? AssigneeId { get; init; }
    public string? AssigneeName { get; init; }
    public string[] Labels { get; init; } = [];
    public DateTimeOffset? WaitingSince { get; init; }
    public Guid? LastMessageId { get; init; }
    public string LastPreview { get; init; } = "";

    /// <summary>Of the last message where that is an email.</summary>
    public string? LastSubject { get; init; }
    public string? LastDirection { get; init; }

    /// <summary>Who wrote the last message, where it is ours and a person wrote it.</summary>
    public Guid? LastAuthorId { get; init; }
    public string? LastAuthorName { get; init; }
    public string? LastChannel { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public DateTimeOffset? LastReadAt { get; init; }
    public bool Unread { get; init; }

    /// <summary>Somebody began to write and has not sent it.</summary>
    public bool HasDraft { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// The columns of this type, from <c>conversations c</c> joined as below; to be put after SELECT. A contact without a
    /// name is called by phone, email, or whatever address it wrote from.
    /// </summary>
    public const string Columns = """
        c.id,
        c.contact_id,
        coalesce(nullif(k.name, ''), k.phone, k.email,
                 (SELECT a.value FROM contact_addresses a WHERE a.contact_id = k.id ORDER BY a.id LIMIT 1), 'Unknown') AS contact_name,
        k.phone AS contact_phone,
        k.email AS contact_email,
        c.inbox_id,
        i.name AS inbox_name,
        i.channel AS inbox_channel,
        i.address AS inbox_address,
        c.status,
        c.snoozed_until,
        c.assignee_id,
        u.name AS assignee_name,
        ARRAY(SELECT l.name::text FROM labels l WHERE l.id = ANY (c.labels) ORDER BY l.name) AS labels,
        c.waiting_since,
        c.last_message_id,
        c.last_preview,
        (SELECT m.subject FROM messages m WHERE m.id = c.last_message_id AND m.channel = 'email') AS last_subject,
        c.last_direction,
        lu.id AS last_author_id,
        lu.name AS last_author_name,
        c.last_channel,
        c.last_at,
        r.last_read_at,
        c.last_inbound_at IS NOT NULL AND c.last_inbound_at > coalesce(r.last_read_at, '-infinity') AS unread,
        EXISTS (SELECT FROM drafts d WHERE d.conversation_id = c.id AND can_use_inbox(@userId, d.inbox_id)) AS has_draft,
        c.closed_at,
        c.created_at,
        c.updated_at
        """;

    public const string Joins = """

          JOIN contacts k ON k.id = c.contact_id
          JOIN inboxes i ON i.id = c.inbox_id
          LEFT JOIN users u ON u.id = c.assignee_id
          LEFT JOIN messages lm ON lm.id = c.last_message_id AND c.last_direction = 'outbound'
          LEFT JOIN users lu ON lu.id = lm.author_id
          LEFT JOIN conversation_reads r ON r.user_id = @userId AND r.conversation_id = c.id

        """;
}
