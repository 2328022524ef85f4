-- Whose address a message came from or went to.
CREATE OR REPLACE FUNCTION other_side(p_message messages) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE (p_message).direction WHEN 'inbound' THEN (p_message).from_address ELSE (p_message).to_address END;

-- A conversation's last word, and what follows from its messages, read from them anew: some came or went.
CREATE OR REPLACE FUNCTION recount_conversation(p_id uuid) RETURNS void
    LANGUAGE sql AS $$
    UPDATE conversations c
       SET last_message_id = l.id,
           last_preview = CASE WHEN l.id IS NULL THEN '' WHEN l.id = c.last_message_id THEN c.last_preview
                               ELSE left(coalesce(nullif(coalesce(l.reply_text, l.content), ''), nullif(l.subject, ''), 'Attachment'), 200) END,
           last_direction = l.direction,
           last_channel = l.channel,
           last_at = coalesce(l.at, c.created_at),
           last_inbound_at = (SELECT max(m.at) FROM messages m WHERE m.conversation_id = p_id AND m.direction = 'inbound' AND NOT m.is_spam),
           last_outbound_at = (SELECT max(m.at) FROM messages m
                                WHERE m.conversation_id = p_id AND m.direction = 'outbound' AND m.status NOT IN ('scheduled', 'canceled', 'failed')),
           waiting_since = CASE WHEN c.status = 'closed' THEN NULL ELSE (
               SELECT min(m.at) FROM messages m
                WHERE m.conversation_id = p_id AND m.direction = 'inbound' AND m.automatic IS NULL AND NOT m.is_spam
                  AND m.at > coalesce((SELECT max(o.at) FROM messages o
                                        WHERE o.conversation_id = p_id AND o.direction = 'outbound' AND o.status NOT IN ('scheduled', 'canceled', 'failed')), '-infinity')) END
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT m.* FROM messages m WHERE m.conversation_id = p_id AND m.status <> 'scheduled' AND NOT m.is_spam
                          ORDER BY m.at DESC, m.id DESC LIMIT 1) l ON true
     WHERE c.id = p_id
$$;

-- Puts rows back as they were before the merge where nobody touched them since; of others, what the merge changed and nobody after it.
CREATE OR REPLACE FUNCTION restore_conversations(p_before jsonb, p_after jsonb, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE conversations c
       SET status = CASE WHEN c.status IS NOT DISTINCT FROM a.status THEN b.status ELSE c.status END,
           snoozed_until = CASE WHEN c.snoozed_until IS NOT DISTINCT FROM a.snoozed_until THEN b.snoozed_until ELSE c.snoozed_until END,
           closed_at = CASE WHEN c.closed_at IS NOT DISTINCT FROM a.closed_at AND c.status IS NOT DISTINCT FROM a.status THEN b.closed_at ELSE c.closed_at END,
           waiting_since = CASE WHEN c.waiting_since IS NOT DISTINCT FROM a.waiting_since THEN b.waiting_since ELSE c.waiting_since END,
           assignee_id = CASE WHEN c.assignee_id IS NOT DISTINCT FROM a.assignee_id THEN (SELECT u.id FROM users u WHERE u.id = b.assignee_id) ELSE c.assignee_id END,
           labels = CASE WHEN c.labels = a.labels THEN ARRAY(SELECT x.id FROM unnest(b.labels) WITH ORDINALITY AS x (id, nth) JOIN labels l ON l.id = x.id ORDER BY x.nth)
                         ELSE c.labels END,
           last_inbound_at = CASE WHEN c.last_inbound_at IS NOT DISTINCT FROM a.last_inbound_at THEN b.last_inbound_at ELSE c.last_inbound_at END,
           last_outbound_at = CASE WHEN c.last_outbound_at IS NOT DISTINCT FROM a.last_outbound_at THEN b.last_outbound_at ELSE c.last_outbound_at END,
           updated_at = CASE WHEN c.updated_at = a.updated_at THEN b.updated_at ELSE p_now END
      FROM jsonb_each(p_before -> 'conversations') AS was (id, row)
      JOIN jsonb_each(p_after -> 'conversations') AS became (id, row) ON became.id = was.id,
           jsonb_populate_record(NULL::conversations, was.row) b,
           jsonb_populate_record(NULL::conversations, became.row) a
     WHERE c.id = was.id::uuid;

    -- Where people had read up to: the rows the merge wrote and nobody has read past.
    DELETE FROM conversation_reads r
     USING jsonb_to_recordset(p_after -> 'reads') AS a (user_id uuid, conversation_id uuid, last_read_at timestamptz)
     WHERE r.user_id = a.user_id AND r.conversation_id = a.conversation_id AND r.last_read_at = a.last_read_at;
    INSERT INTO conversation_reads (user_id, conversation_id, last_read_at)
    SELECT b.user_id, b.conversation_id, b.last_read_at
      FROM jsonb_to_recordset(p_before -> 'reads') AS b (user_id uuid, conversation_id uuid, last_read_at timestamptz)
      JOIN users u ON u.id = b.user_id
      JOIN conversations c ON c.id = b.conversation_id
    ON CONFLICT DO NOTHING;
END $$;

-- Messages of one conversation that are another contact's go to that one's conversation in the same inbox: the live one, else the
-- latest, else a new one. Answers where they went.
CREATE OR REPLACE FUNCTION hand_over(p_source uuid, p_owner uuid, p_messages uuid[], p_fresh uuid, p_now timestamptz) RETURNS uuid
    LANGUAGE plpgsql AS $$
DECLARE
    s        conversations;
    v_target uuid;
    v_wakes  boolean;
BEGIN
    SELECT * INTO s FROM conversations WHERE id = p_source;
    SELECT EXISTS (SELECT FROM messages m WHERE m.id = ANY (p_messages) AND m.direction = 'inbound') INTO v_wakes;
    SELECT c.id INTO v_target FROM conversations c
     WHERE c.contact_id = p_owner AND c.inbox_id = s.inbox_id
     ORDER BY c.status = 'closed', c.last_at DESC LIMIT 1;
    IF v_target IS NULL THEN
        v_target := p_fresh;
        INSERT INTO conversations (id, contact_id, inbox_id, status, snoozed_until, closed_at, assignee_id, last_at, created_at, updated_at)
        VALUES (p_fresh, p_owner, s.inbox_id, s.status, s.snoozed_until, s.closed_at, s.assignee_id, p_now, p_now, p_now);
    ELSIF v_wakes AND s.status <> 'closed' THEN
        UPDATE conversations SET status = s.status, snoozed_until = s.snoozed_until, closed_at = NULL, updated_at = p_now WHERE id = v_target AND status = 'closed';
    END IF;
    UPDATE messages SET conversation_id = v_target, contact_id = p_owner WHERE id = ANY (p_messages);
    INSERT INTO send_lanes (conversation_id, channel, due_at)
    SELECT v_target, m.channel, min(CASE WHEN m.status = 'scheduled' THEN m.scheduled_at ELSE coalesce(m.next_attempt_at, p_now) END)
      FROM messages m
     WHERE m.id = ANY (p_messages) AND m.status IN ('scheduled', 'queued', 'unconfirmed')
     GROUP BY m.channel
    ON CONFLICT (conversation_id, channel) DO UPDATE SET due_at = least(send_lanes.due_at, excluded.due_at);
    -- What is new to somebody there is new to them here.
    INSERT INTO conversation_reads (user_id, conversation_id, last_read_at)
    SELECT r.user_id, v_target, r.last_read_at FROM conversation_reads r WHERE r.conversation_id = p_source AND v_target = p_fresh
    ON CONFLICT DO NOTHING;
    RETURN v_target;
END $$;

-- Takes a merge apart: the contact that was gone is there again with all that was theirs, and what came since goes to whom it came
-- from or went to. p_theirs and p_kept_ones: the addresses of the two, in every spelling. Answers undone, gone (nothing to undo), late,
-- later_merge (another merge came after it) or busy (a message is on its way this very moment).
CREATE OR REPLACE FUNCTION undo_merge(p_merge uuid, p_theirs text[], p_kept_ones text[], p_user uuid, p_now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    m         contact_merges;
    v_before  jsonb;
    v_after   jsonb;
    v_mine    uuid[];               -- conversations that were theirs
    v_touched uuid[] := '{}';
    stray     record;
    reference record;
    v_all     boolean;
    v_since   timestamptz;          -- with v_recent: what came after the merge
    v_recent  uuid[];
BEGIN
    SELECT * INTO m FROM contact_merges WHERE id = p_merge;
    IF NOT FOUND THEN RETURN 'gone'; END IF;
    PERFORM FROM conversations WHERE contact_id = m.kept_id ORDER BY id FOR UPDATE;
    PERFORM FROM send_lanes WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id = m.kept_id) ORDER BY conversation_id, channel FOR UPDATE;
    PERFORM FROM contacts WHERE id = m.kept_id FOR UPDATE;
    SELECT * INTO m FROM contact_merges WHERE id = p_merge FOR UPDATE;
    IF NOT FOUND THEN RETURN 'gone'; END IF;
    IF m.snapshot IS NULL OR m.undo_until <= p_now THEN RETURN 'late'; END IF;
    IF EXISTS (SELECT FROM contact_merges o WHERE o.kept_id = m.kept_id AND (o.at, o.id) > (m.at, m.id)) THEN RETURN 'later_merge'; END IF;
    IF EXISTS (SELECT FROM messages x WHERE x.contact_id = m.kept_id AND x.status = 'sending') THEN RETURN 'busy'; END IF;
    v_since := m.at - interval '10 minutes';
    v_recent := ARRAY(SELECT jsonb_array_elements_text(m.snapshot -> 'recent')::uuid);
    v_before := m.snapshot -> 'before';
    v_after := m.snapshot -> 'after';
    v_mine := ARRAY(SELECT c.id::uuid FROM jsonb_each(v_before -> 'conversations') AS c (id, row) WHERE c.row ->> 'contact_id' = m.gone_id::text);

    EXECUTE format('INSERT INTO contacts (%1$s) SELECT %1$s FROM jsonb_populate_record(NULL::contacts, $1)', insertable_columns('contacts'))
      USING v_before -> 'contacts' -> m.gone_id::text;
    UPDATE contacts k SET labels = ARRAY(SELECT x.id FROM unnest(k.labels) WITH ORDINALITY AS x (id, nth) JOIN labels l ON l.id = x.id ORDER BY x.nth)
     WHERE k.id = m.gone_id AND k.labels <> '{}';
    UPDATE contact_addresses a SET contact_id = m.gone_id, is_primary = b.is_primary
      FROM jsonb_to_recordset(m.snapshot -> 'addresses') AS b (id uuid, is_primary boolean)
     WHERE a.id = b.id AND a.contact_id = m.kept_id;
    UPDATE contact_addresses a SET is_primary = true     -- somebody made one of theirs the one to write to
     WHERE a.contact_id = m.kept_id
       AND NOT EXISTS (SELECT FROM contact_addresses o WHERE o.contact_id = m.kept_id AND o.kind = a.kind AND (o.is_primary OR (o.created_at, o.id) < (a.created_at, a.id)));
    FOR reference IN SELECT * FROM contact_references() r JOIN jsonb_each(m.snapshot -> 'others') AS o (place, ids) USING (place) LOOP
        EXECUTE format('UPDATE %s SET %I = $1 WHERE %I = $2 AND id IN (SELECT jsonb_array_elements_text($3)::uuid)', reference.tbl, reference.col, reference.col)
          USING m.gone_id, m.kept_id, reference.ids;
    END LOOP;
    UPDATE schedules SET contact_id = m.gone_id WHERE contact_id = m.kept_id AND created_at >= m.at AND to_address = ANY (p_theirs);
    UPDATE users SET contact_id = m.gone_id WHERE contact_id = m.kept_id AND id IN (SELECT jsonb_array_elements_text(m.snapshot -> 'users')::uuid);

    UPDATE conversations SET contact_id = m.gone_id WHERE id = ANY (v_mine) AND contact_id = m.kept_id;
    PERFORM restore_conversations(v_before, v_after, p_now);
    UPDATE messages x SET contact_id = m.gone_id
     WHERE x.conversation_id = ANY (v_mine) AND x.contact_id = m.kept_id
       AND NOT (x.created_at >= v_since AND x.id <> ALL (v_recent) AND other_side(x) = ANY (p_kept_ones));

    -- What came since and stands with the other one.
    FOR stray IN
        SELECT x.conversation_id AS source, CASE WHEN x.conversation_id = ANY (v_mine) THEN m.kept_id ELSE m.gone_id END AS owner, array_agg(x.id) AS ids
          FROM messages x
         WHERE x.contact_id = m.kept_id AND x.created_at >= v_since AND x.id <> ALL (v_recent)
           AND (x.conversation_id = ANY (v_mine) OR other_side(x) = ANY (p_theirs))
         GROUP BY x.conversation_id
    LOOP
        SELECT NOT EXISTS (SELECT FROM messages x WHERE x.conversation_id = stray.source AND x.id <> ALL (stray.ids)) INTO v_all;
        IF v_all AND NOT v_before -> 'conversations' ? stray.source::text
           AND NOT EXISTS (SELECT FROM conversations o JOIN conversations s ON s.id = stray.source
                            WHERE o.contact_id = stray.owner AND o.inbox_id = s.inbox_id AND o.status <> 'closed' AND s.status <> 'closed') THEN
            UPDATE conversations SET contact_id = stray.owner, updated_at = p_now WHERE id = stray.source;
            UPDATE messages SET contact_id = stray.owner WHERE id = ANY (stray.ids);
        ELSE
            v_touched := v_touched || stray.source || hand_over(stray.source, stray.owner, stray.ids, gen_random_uuid(), p_now);
        END IF;
    END LOOP;
    UPDATE policy_decisions d SET contact_id = m.gone_id
      FROM messages x WHERE x.id = d.message_id AND x.contact_id = m.gone_id AND d.contact_id = m.kept_id;
    UPDATE policy_decisions d SET contact_id = m.gone_id
     WHERE d.contact_id = m.kept_id AND d.id IN (SELECT jsonb_array_elements_text(m.snapshot -> 'decisions')::uuid);

    -- A thread of mails is where its newest mail is; one without a mail since is where it was.
    UPDATE email_threads t
       SET conversation_id = coalesce((SELECT x.conversation_id FROM messages x WHERE x.thread_id = t.id AND x.created_at >= v_since AND x.id <> ALL (v_recent) ORDER BY x.at DESC, x.id DESC LIMIT 1),
                                      (v_before -> 'threads' -> t.id::text ->> 'conversation_id')::uuid, t.conversation_id)
     WHERE t.conversation_id IN (SELECT c.id FROM conversations c WHERE c.contact_id IN (m.kept_id, m.gone_id));
    PERFORM recount_conversation(id) FROM unnest(v_touched) AS id;
    INSERT INTO conversation_participants
    SELECT p.* FROM jsonb_populate_recordset(NULL::conversation_participants, m.snapshot -> 'participants') p
      JOIN conversations c ON c.id = p.conversation_id
    ON CONFLICT DO NOTHING;
    UPDATE drafts d SET conversation_id = b."from"
      FROM jsonb_to_recordset(m.snapshot -> 'drafts') AS b ("from" uuid, "to" uuid, inbox_id uuid, version uuid)
     WHERE d.conversation_id = b."to" AND d.inbox_id = b.inbox_id AND d.version = b.version
       AND NOT EXISTS (SELECT FROM drafts o WHERE o.conversation_id = b."from" AND o.inbox_id = b.inbox_id);
    PERFORM restore_kept(m.kept_id, v_before -> 'contacts' -> m.kept_id::text, v_after -> 'contacts' -> m.kept_id::text, p_now);
    UPDATE contacts SET search_text = v_before -> 'contacts' -> m.gone_id::text ->> 'search_text' WHERE id = m.gone_id;

    DELETE FROM contact_merges WHERE id = m.id;
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
    SELECT 'conversation', c.inbox_id, c.id, c.contact_id, p_user FROM conversations c WHERE c.contact_id IN (m.kept_id, m.gone_id);
    INSERT INTO changes (kind, contact_id, user_id) VALUES ('contact', m.kept_id, p_user), ('contact', m.gone_id, p_user);
    RETURN 'undone';
END $$;

-- The contact that stayed is as before where nobody changed it since.
CREATE OR REPLACE FUNCTION restore_kept(p_id uuid, p_before jsonb, p_after jsonb, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    b contacts := jsonb_populate_record(NULL::contacts, p_before);
    a contacts := jsonb_populate_record(NULL::contacts, p_after);
BEGIN
    UPDATE contacts k
       SET name = CASE WHEN k.name = a.name THEN b.name ELSE k.name END,
           phone = (SELECT o.value FROM contact_addresses o WHERE o.contact_id = p_id AND o.kind = 'phone' AND o.is_primary),
           email = (SELECT o.value FROM contact_addresses o WHERE o.contact_id = p_id AND o.kind = 'email' AND o.is_primary),
           social_handles = CASE WHEN k.social_handles = a.social_handles THEN b.social_handles ELSE k.social_handles END,
           metadata = CASE WHEN k.metadata = a.metadata THEN b.metadata ELSE k.metadata END,
           labels = CASE WHEN k.labels = a.labels THEN ARRAY(SELECT x.id FROM unnest(b.labels) WITH ORDINALITY AS x (id, nth) JOIN labels l ON l.id = x.id ORDER BY x.nth)
                         ELSE k.labels END,
           time_zone = CASE WHEN k.time_zone IS NOT DISTINCT FROM a.time_zone THEN b.time_zone ELSE k.time_zone END,
           member_since = CASE WHEN k.member_since IS NOT DISTINCT FROM a.member_since THEN b.member_since ELSE k.member_since END,
           plan = CASE WHEN k.plan IS NOT DISTINCT FROM a.plan THEN b.plan ELSE k.plan END,
           price = CASE WHEN k.price IS NOT DISTINCT FROM a.price THEN b.price ELSE k.price END,
           created_at = b.created_at,
           updated_at = CASE WHEN k.updated_at = a.updated_at THEN b.updated_at ELSE p_now END
     WHERE k.id = p_id;
    UPDATE contacts SET search_text = contact_search_text(id, name) WHERE id = p_id;
    UPDATE contacts SET search_text = b.search_text WHERE id = p_id AND updated_at = b.updated_at;
END $$;
