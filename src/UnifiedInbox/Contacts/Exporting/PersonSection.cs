namespace UnifiedInbox.Contacts.Exporting;

/// <summary>A file of a person's package: rows of JSON, and the SQL that makes them.</summary>
/// <param name="Name">Of the file, without <c>.json</c>.</param>
/// <param name="Sql">With <c>@id</c> of the contact and <c>@userId</c> of who asks: what they may not see is not in it.</param>
internal sealed record PersonSection(string Name, string Sql)
{
    public static readonly IReadOnlyList<PersonSection> All =
    [
        new("contact", """
            SELECT (to_jsonb(c) - ARRAY['search_text', 'sort_name', 'labels']
                    || jsonb_build_object('labels', ARRAY(SELECT l.name::text FROM labels l WHERE l.id = ANY (c.labels) ORDER BY l.name)))::text
              FROM contacts c
             WHERE c.id = @id
            """),
        new("addresses", "SELECT (to_jsonb(a) - 'contact_id')::text FROM contact_addresses a WHERE a.contact_id = @id ORDER BY a.created_at, a.id"),
        new("consents", """
            SELECT (to_jsonb(s) || jsonb_build_object('inbox', i.name))::text
              FROM consents s
              JOIN inboxes i ON i.id = s.inbox_id
             WHERE s.address IN (SELECT a.value FROM contact_addresses a WHERE a.contact_id = @id)
               AND can_use_inbox(@userId, s.inbox_id)
             ORDER BY s.at, s.id
            """),
        new("conversations", """
            SELECT (to_jsonb(v) - ARRAY['contact_id', 'labels']
                    || jsonb_build_object('inbox', i.name, 'assignee', u.name,
                                          'labels', ARRAY(SELECT l.name::text FROM labels l WHERE l.id = ANY (v.labels) ORDER BY l.name)))::text
              FROM conversations v
              JOIN inboxes i ON i.id = v.inbox_id
              LEFT JOIN users u ON u.id = v.assignee_id
             WHERE v.contact_id = @id
               AND can_use_inbox(@userId, v.inbox_id)
             ORDER BY v.created_at, v.id
            """),
        new("messages", """
            SELECT (to_jsonb(m) - ARRAY['contact_id', 'raw_sha256', 'content_hash', 'undo']
                    || jsonb_build_object('author', u.name,
                                          'attachments', (SELECT coalesce(jsonb_agg(to_jsonb(f) - ARRAY['message_id', 'sha256', 'source_url', 'next_attempt_at'] ORDER BY f.position), '[]')
                                                            FROM attachments f WHERE f.message_id = m.id)))::text
              FROM messages m
              LEFT JOIN users u ON u.id = m.author_id
             WHERE m.contact_id = @id
               AND can_use_inbox(@userId, m.inbox_id)
             ORDER BY m.at, m.id
            """),
        new("deliveries", """
            SELECT (to_jsonb(d) - ARRAY['node', 'raw'])::text
              FROM delivery_attempts d
              JOIN messages m ON m.id = d.message_id
             WHERE m.contact_id = @id
               AND can_use_inbox(@userId, m.inbox_id)
             ORDER BY d.at
            """),
        new("decisions", """
            SELECT (to_jsonb(p) - 'contact_id')::text
              FROM policy_decisions p
              LEFT JOIN messages m ON m.id = p.message_id
             WHERE p.contact_id = @id
               AND (m.id IS NULL OR can_use_inbox(@userId, m.inbox_id))
             ORDER BY p.at, p.id
            """),
        new("schedules", "SELECT (to_jsonb(s) - 'contact_id')::text FROM schedules s WHERE s.contact_id = @id AND can_use_inbox(@userId, s.inbox_id) ORDER BY s.created_at, s.id"),
        new("drafts", """
            SELECT (to_jsonb(t) - ARRAY['version', 'writer', 'uploads'] || jsonb_build_object('author', u.name))::text
              FROM drafts t
              JOIN conversations v ON v.id = t.conversation_id
              LEFT JOIN users u ON u.id = t.author_id
             WHERE v.contact_id = @id
               AND can_use_inbox(@userId, v.inbox_id)
               AND can_use_inbox(@userId, t.inbox_id)
             ORDER BY t.updated_at, t.inbox_id
            """),
        new("merges", """
            SELECT (to_jsonb(g) - ARRAY['snapshot', 'kept_id'] || jsonb_build_object('by', u.name))::text
              FROM contact_merges g
              LEFT JOIN users u ON u.id = g.by_user
             WHERE g.kept_id = @id
             ORDER BY g.at, g.id
            """),
        new("notes", """
            SELECT (to_jsonb(n) - 'contact_id'
                    || jsonb_build_object('author', u.name,
                                          'earlier', (SELECT coalesce(jsonb_agg(to_jsonb(r) - 'note_id' ORDER BY r.number), '[]')
                                                        FROM note_revisions r WHERE r.note_id = n.id AND can_see_revision(r, n, @userId))))::text
              FROM notes n
              LEFT JOIN users u ON u.id = n.author_id
             WHERE n.contact_id = @id
               AND can_see_note(n, @userId)
             ORDER BY n.at, n.id
            """),
        new("events", "SELECT (to_jsonb(e) - ARRAY['contact_id', 'owner'])::text FROM member_events e WHERE e.contact_id = @id ORDER BY e.at, e.id"),
        new("member-ids", "SELECT (to_jsonb(i) - 'contact_id')::text FROM member_ids i WHERE i.contact_id = @id ORDER BY i.created_at, i.id"),
        new("statuses", """
            SELECT (to_jsonb(s) - 'contact_id')::text
              FROM conversation_statuses s
              JOIN conversations v ON v.id = s.conversation_id
             WHERE s.contact_id = @id
               AND can_use_inbox(@userId, v.inbox_id)
             ORDER BY s.at, s.id
            """),
        new("audit", "SELECT to_jsonb(a)::text FROM audit_log a WHERE a.subject = 'contact' AND a.subject_id = @id::text ORDER BY a.at, a.id"),
    ];
}
