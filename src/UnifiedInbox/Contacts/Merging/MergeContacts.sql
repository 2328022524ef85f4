-- Which columns name a contact, besides those merging moves by itself: notes, schedules, whatever comes later. They are read from the
-- catalogue, so that no table that is added one day loses its rows with the contact that goes.
CREATE OR REPLACE FUNCTION contact_references() RETURNS TABLE (place text, tbl regclass, col name)
    LANGUAGE sql STABLE AS $$
    SELECT r.conrelid::regclass::text || '.' || a.attname, r.conrelid::regclass, a.attname
      FROM pg_constraint r
      JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = r.conkey[1]
     WHERE r.contype = 'f'
       AND r.confrelid = 'contacts'::regclass
       AND r.conparentid = 0
       AND r.conrelid NOT IN ('contact_addresses'::regclass, 'conversations'::regclass, 'messages'::regclass, 'policy_decisions'::regclass)
     ORDER BY 1
$$;

-- A row of a table as what jsonb_populate_record makes of it, without what the database computes by itself.
CREATE OR REPLACE FUNCTION insertable_columns(p_table regclass) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
      FROM pg_attribute
     WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
$$;

-- How the conversations of some contacts stand: what merging changes in them, and what undoing compares.
CREATE OR REPLACE FUNCTION merge_state(p_contacts uuid[]) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'conversations', (SELECT coalesce(jsonb_object_agg(c.id, to_jsonb(c)), '{}') FROM conversations c WHERE c.contact_id = ANY (p_contacts)),
        'reads', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM conversation_reads r JOIN conversations c ON c.id = r.conversation_id
                   WHERE c.contact_id = ANY (p_contacts)),
        'threads', (SELECT coalesce(jsonb_object_agg(t.id, jsonb_build_object('conversation_id', t.conversation_id, 'last_at', t.last_at)), '{}')
                      FROM email_threads t JOIN conversations c ON c.id = t.conversation_id WHERE c.contact_id = ANY (p_contacts)),
        'contacts', (SELECT jsonb_object_agg(c.id, to_jsonb(c)) FROM contacts c WHERE c.id = ANY (p_contacts)))
$$;

-- One conversation goes on for two of the same inbox that were both under way: what somebody waits for, has not read or is asked to
-- do in the one that ends now holds for the one that stays. The messages of both stay where they are; the timeline is the contact's.
CREATE OR REPLACE FUNCTION end_for_another(p_ending uuid, p_staying uuid, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation_reads (user_id, conversation_id, last_read_at)
    SELECT u.user_id, p_staying,
           CASE WHEN u.unread_ending THEN u.ending_in - interval '1 microsecond' ELSE greatest(u.read_staying, u.staying_in, u.ending_in) END
      FROM (SELECT p.user_id, s.last_inbound_at AS staying_in, e.last_inbound_at AS ending_in, rs.last_read_at AS read_staying,
                   coalesce(s.last_inbound_at > coalesce(rs.last_read_at, '-infinity'), false) AS unread_staying,
                   coalesce(e.last_inbound_at > coalesce(re.last_read_at, '-infinity'), false) AS unread_ending
              FROM (SELECT DISTINCT r.user_id FROM conversation_reads r WHERE r.conversation_id IN (p_ending, p_staying)) p
              JOIN conversations s ON s.id = p_staying
              JOIN conversations e ON e.id = p_ending
              LEFT JOIN conversation_reads rs ON rs.user_id = p.user_id AND rs.conversation_id = p_staying
              LEFT JOIN conversation_reads re ON re.user_id = p.user_id AND re.conversation_id = p_ending) u
     WHERE NOT u.unread_staying AND greatest(u.staying_in, u.ending_in) IS NOT NULL
    ON CONFLICT (user_id, conversation_id) DO UPDATE SET last_read_at = excluded.last_read_at;

    UPDATE conversations s
       SET status = CASE WHEN e.status = 'open' THEN 'open' ELSE s.status END,
           snoozed_until = CASE WHEN e.status = 'open' THEN NULL ELSE s.snoozed_until END,
           waiting_since = least(s.waiting_since, e.waiting_since),
           assignee_id = coalesce(s.assignee_id, e.assignee_id),
           labels = s.labels || ARRAY(SELECT l FROM unnest(e.labels) l WHERE l <> ALL (s.labels)),
           last_inbound_at = greatest(s.last_inbound_at, e.last_inbound_at),
           last_outbound_at = greatest(s.last_outbound_at, e.last_outbound_at),
           updated_at = p_now
      FROM conversations e
     WHERE s.id = p_staying AND e.id = p_ending;

    UPDATE conversations SET status = 'closed', closed_at = p_now, snoozed_until = NULL, waiting_since = NULL, updated_at = p_now WHERE id = p_ending;
END $$;

-- Makes one contact of two: p_gone is gone, everything of theirs is p_kept's. What taking them apart again needs is kept with the
-- merge: { before, after: merge_state, addresses, recent, others: {"table.column": [ids]}, decisions, users, participants, drafts }.
-- The caller holds the locks intake takes in the names of both one's senders. Answers false where one of the two is not there.
CREATE OR REPLACE FUNCTION merge_contacts(p_merge uuid, p_kept uuid, p_gone uuid, p_name text, p_user uuid, p_now timestamptz, p_until timestamptz)
    RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    v_snapshot jsonb;
    v_ids      jsonb;
    v_others   jsonb := '{}';
    v_drafts   jsonb := '[]';
    v_gone     contacts;
    pair       record;
    reference  record;
BEGIN
    -- In the order everyone takes them: conversations, their lanes, then the people.
    PERFORM FROM conversations WHERE contact_id IN (p_kept, p_gone) ORDER BY id FOR UPDATE;
    PERFORM FROM send_lanes WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id IN (p_kept, p_gone))
      ORDER BY conversation_id, channel FOR UPDATE;
    PERFORM FROM contacts WHERE id IN (p_kept, p_gone) ORDER BY id FOR UPDATE;
    IF (SELECT count(*) FROM contacts WHERE id IN (p_kept, p_gone)) < 2 THEN
        RETURN false;
    END IF;
    SELECT * INTO v_gone FROM contacts WHERE id = p_gone;
    v_snapshot := jsonb_build_object(
        'before', merge_state(ARRAY[p_kept, p_gone]),
        'addresses', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM contact_addresses a WHERE a.contact_id = p_gone),
        'decisions', (SELECT coalesce(jsonb_agg(d.id), '[]') FROM policy_decisions d WHERE d.contact_id = p_gone AND d.message_id IS NULL),
        'users', (SELECT coalesce(jsonb_agg(u.id), '[]') FROM users u WHERE u.contact_id = p_gone),
        -- Messages are dated before they wait for our locks: what is there already is named, and everything else is later.
        'recent', (SELECT coalesce(jsonb_agg(m.id), '[]') FROM messages m
                    WHERE m.contact_id IN (p_kept, p_gone) AND m.created_at >= p_now - interval '10 minutes'),
        -- Who takes part beside the contact, and is the contact now.
        'participants', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]')
                           FROM conversation_participants p
                           JOIN conversations c ON c.id = p.conversation_id AND c.contact_id IN (p_kept, p_gone)
                          WHERE p.address IN (SELECT a.value::text FROM contact_addresses a WHERE a.contact_id IN (p_kept, p_gone))));

    FOR pair IN
        SELECT CASE WHEN (k.last_at, k.id) > (g.last_at, g.id) THEN k.id ELSE g.id END AS staying,
               CASE WHEN (k.last_at, k.id) > (g.last_at, g.id) THEN g.id ELSE k.id END AS ending
          FROM conversations k
          JOIN conversations g ON g.contact_id = p_gone AND g.inbox_id = k.inbox_id AND g.status <> 'closed'
         WHERE k.contact_id = p_kept AND k.status <> 'closed'
         ORDER BY k.id
    LOOP
        PERFORM end_for_another(pair.ending, pair.staying, p_now);
        WITH moved AS (
            UPDATE drafts d SET conversation_id = pair.staying
             WHERE d.conversation_id = pair.ending
               AND NOT EXISTS (SELECT FROM drafts o WHERE o.conversation_id = pair.staying AND o.inbox_id = d.inbox_id)
            RETURNING d.inbox_id, d.version)
        SELECT v_drafts || coalesce(jsonb_agg(jsonb_build_object('from', pair.ending, 'to', pair.staying, 'inbox_id', m.inbox_id, 'version', m.version)), '[]')
          INTO v_drafts FROM moved m;
    END LOOP;

    DELETE FROM conversation_participants p
     USING conversations c
     WHERE c.id = p.conversation_id AND c.contact_id IN (p_kept, p_gone)
       AND p.address IN (SELECT a.value::text FROM contact_addresses a WHERE a.contact_id IN (p_kept, p_gone));
    UPDATE conversations SET contact_id = p_kept, updated_at = p_now WHERE contact_id = p_gone;
    UPDATE messages SET contact_id = p_kept WHERE contact_id = p_gone;
    UPDATE policy_decisions SET contact_id = p_kept WHERE contact_id = p_gone;
    UPDATE contact_addresses a
       SET contact_id = p_kept,
           is_primary = a.is_primary AND NOT EXISTS (SELECT FROM contact_addresses o WHERE o.contact_id = p_kept AND o.kind = a.kind AND o.is_primary)
     WHERE a.contact_id = p_gone;
    UPDATE users SET contact_id = p_kept WHERE contact_id = p_gone;
    FOR reference IN SELECT * FROM contact_references() LOOP
        EXECUTE format('WITH moved AS (UPDATE %s SET %I = $2 WHERE %I = $1 RETURNING id) SELECT coalesce(jsonb_agg(id), ''[]'') FROM moved',
                       reference.tbl, reference.col, reference.col)
           INTO v_ids USING p_gone, p_kept;
        v_others := v_others || jsonb_build_object(reference.place, v_ids);
    END LOOP;

    UPDATE contacts k
       SET name = p_name,
           phone = coalesce(k.phone, v_gone.phone),
           email = coalesce(k.email, v_gone.email),
           social_handles = v_gone.social_handles || k.social_handles,
           metadata = v_gone.metadata || k.metadata,
           labels = k.labels || ARRAY(SELECT l FROM unnest(v_gone.labels) l WHERE l <> ALL (k.labels)),
           time_zone = coalesce(k.time_zone, v_gone.time_zone),
           member_since = least(k.member_since, v_gone.member_since),
           plan = coalesce(k.plan, v_gone.plan),
           price = coalesce(k.price, v_gone.price),
           created_at = least(k.created_at, v_gone.created_at),
           updated_at = p_now
     WHERE k.id = p_kept;
    DELETE FROM contacts WHERE id = p_gone;

    INSERT INTO contact_merges (id, kept_id, gone_id, gone_name, by_user, at, undo_until, snapshot)
    VALUES (p_merge, p_kept, p_gone, v_gone.name, p_user, p_now, p_until,
            v_snapshot || jsonb_build_object('after', merge_state(ARRAY[p_kept]), 'others', v_others, 'drafts', v_drafts));
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, user_id)
    SELECT 'conversation', c.inbox_id, c.id, c.contact_id, p_user FROM conversations c WHERE c.contact_id = p_kept;
    INSERT INTO changes (kind, contact_id, user_id) VALUES ('contact', p_kept, p_user), ('contact', p_gone, p_user);
    RETURN true;
END $$;
