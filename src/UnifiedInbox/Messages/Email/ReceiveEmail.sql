-- The thread a clue leads to, where there is one the mail's people belong to. Headers can be forged: only a token we signed
-- needs nobody known. Answers thread, conversation and contact.
-- OFFSET 0, here and below: the id first, then what it leads to. Left to choose, the planner walks the whole mailbox instead, since
-- it plans once, before it can know which of the two is short.
CREATE OR REPLACE FUNCTION find_email_thread(p_inbox_id uuid, p_clues jsonb, p_people text[], p_contact uuid, p_at timestamptz,
                                             OUT thread_id uuid, OUT conversation_id uuid, OUT contact_id uuid, OUT joined_by text)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    clue      record;
    hit       record;
    v_contact uuid;
BEGIN
    FOR clue IN SELECT c.reason, c.value FROM jsonb_to_recordset(p_clues) AS c (reason text, value text) LOOP
        CASE clue.reason
            WHEN 'reference' THEN
                SELECT t.id, t.conversation_id INTO hit
                  FROM (SELECT e.message_id FROM email_ids e WHERE e.key = clue.value OFFSET 0) e,
                       LATERAL (SELECT m.thread_id FROM messages m WHERE m.id = e.message_id AND m.inbox_id = p_inbox_id OFFSET 0) m,
                       LATERAL (SELECT t.id, t.conversation_id FROM email_threads t WHERE t.id = m.thread_id OFFSET 0) t
                 LIMIT 1;
                IF hit.id IS NULL THEN
                    SELECT t.id, t.conversation_id INTO hit
                      FROM email_awaited w
                      JOIN email_threads t ON t.id = w.thread_id
                     WHERE w.key = clue.value AND w.inbox_id = p_inbox_id;
                END IF;
            WHEN 'reply_token' THEN
                SELECT t.id, t.conversation_id INTO hit FROM email_threads t WHERE t.id = clue.value::uuid AND t.inbox_id = p_inbox_id;
            WHEN 'mailbox_thread' THEN
                SELECT t.id, t.conversation_id INTO hit
                  FROM email_threads t
                 WHERE t.inbox_id = p_inbox_id AND t.mailbox_key = clue.value
                 ORDER BY t.last_at DESC
                 LIMIT 1;
            WHEN 'subject' THEN
                SELECT t.id, t.conversation_id INTO hit
                  FROM email_threads t
                  JOIN conversations c ON c.id = t.conversation_id AND c.contact_id = p_contact
                 WHERE t.inbox_id = p_inbox_id AND t.base_key = clue.value AND t.last_at > p_at - interval '30 days'
                 ORDER BY t.last_at DESC
                 LIMIT 1;
            ELSE CONTINUE;
        END CASE;
        CONTINUE WHEN hit.id IS NULL;
        SELECT c.contact_id INTO v_contact FROM conversations c WHERE c.id = hit.conversation_id;
        IF clue.reason = 'reply_token'
           OR EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = v_contact AND a.value = ANY (p_people))
           OR EXISTS (SELECT 1 FROM conversation_participants p WHERE p.conversation_id = hit.conversation_id AND p.address = ANY (p_people)) THEN
            thread_id := hit.id;
            conversation_id := hit.conversation_id;
            contact_id := v_contact;
            joined_by := clue.reason;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Someone by address; made where nobody has it.
CREATE OR REPLACE FUNCTION contact_by_email(p_address text, p_kind text, p_name text, p_hash text, p_contact uuid, p_address_id uuid,
                                            p_now timestamptz) RETURNS uuid
    LANGUAGE plpgsql AS $$
DECLARE
    v_contact uuid;
BEGIN
    SELECT a.contact_id INTO v_contact FROM contact_addresses a WHERE a.value = p_address;
    IF FOUND THEN
        IF p_name <> '' THEN
            UPDATE contacts c
               SET name = p_name,
                   search_text = left(' ' || fold(p_name) || c.search_text, 600),
                   updated_at = p_now
             WHERE c.id = v_contact AND c.name = '';
        END IF;
        RETURN v_contact;
    END IF;
    INSERT INTO contacts (id, name, email, search_text, created_at, updated_at)
    VALUES (p_contact, p_name, CASE WHEN p_kind = 'email' THEN p_address END,
            left(' ' || fold(p_name) || CASE WHEN p_kind = 'email' THEN ' ' || fold(p_address) ELSE '' END, 600), p_now, p_now);
    INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
    VALUES (p_address_id, p_contact, p_kind, p_address, p_address, true, p_now)
    ON CONFLICT (value) DO NOTHING;
    IF NOT FOUND THEN                -- an agent typed the same address in this very moment
        DELETE FROM contacts c WHERE c.id = p_contact;
        SELECT a.contact_id INTO STRICT v_contact FROM contact_addresses a WHERE a.value = p_address;
        RETURN v_contact;
    END IF;
    INSERT INTO changes (kind, contact_id) VALUES ('contact', p_contact);
    INSERT INTO consents (id, inbox_id, address, channel, state, source, at)
    SELECT gen_random_uuid(), h.inbox_id, p_address, h.channel, 'opted_out', 'remembered', p_now - interval '1 millisecond'
      FROM opted_out_hashes h
     WHERE h.hash = decode(p_hash, 'hex')
       AND NOT EXISTS (SELECT 1 FROM consents s WHERE s.address = p_address AND s.inbox_id = h.inbox_id AND s.channel = h.channel);
    RETURN p_contact;
END $$;

-- What a bounce, a delay, a complaint or a receipt does to the message it is about. Trusted only where it names one we sent.
CREATE OR REPLACE FUNCTION apply_email_report(p_message messages, p_report jsonb, p_at timestamptz, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    SELECT * INTO r FROM jsonb_to_record(p_report) AS (
        kind       text,            -- failed, delayed, delivered, read, complaint
        code       text,
        text       text,            -- a sentence an agent understands
        wording    text,            -- the mail server's own, as evidence
        recipients text[],          -- whom it is about; empty = not said
        suppress   boolean);
    IF r.kind = 'failed' AND (r.recipients = '{}' OR lower(p_message.to_address) = ANY (r.recipients)) THEN
        IF NOT move_message(p_message.id, NULL, 'failed', r.code, r.text, p_at, p_now) THEN
            PERFORM fail_delivered_email(p_message.id, r.code, r.text, p_now);
        END IF;
    ELSIF r.kind = 'delivered' THEN
        PERFORM move_message(p_message.id, NULL, 'delivered', NULL, NULL, p_at, p_now);
    ELSIF r.kind = 'read' THEN
        UPDATE messages m SET opened_at = coalesce(m.opened_at, p_at), updated_at = p_now WHERE m.id = p_message.id;
    ELSIF r.kind = 'delayed' THEN
        UPDATE messages m SET wait_reason = r.text, updated_at = p_now
         WHERE m.id = p_message.id AND status_rank(m.status) <= status_rank('sent');
    END IF;
    IF r.suppress OR r.kind = 'complaint' THEN
        -- Only whom we wrote to: a report may name anybody.
        PERFORM suppress_address(gen_random_uuid(), p_message.inbox_id, address, CASE WHEN r.kind = 'complaint' THEN 'complaint' ELSE 'bounce' END,
                                 r.wording, p_now)
           FROM (SELECT lower(p_message.to_address) AS address
                 UNION SELECT lower(unnest(p_message.cc || p_message.bcc))) known
          WHERE address = ANY (r.recipients) OR r.recipients = '{}' AND address = lower(p_message.to_address);
    END IF;
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('delivery', p_message.inbox_id, p_message.conversation_id, p_message.contact_id, p_message.id);
END $$;

-- Takes in one mail, whatever brought it. Answers stored, duplicate, own (a copy of what we sent), deleted (its contact was
-- deleted) or ignored (a sent mail to nobody).
CREATE OR REPLACE FUNCTION receive_email(p_call jsonb)
    RETURNS TABLE (outcome text, message_id uuid, conversation_id uuid, contact_id uuid)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    p           record;
    v_at        timestamptz;
    v_sent      boolean;
    v_spam      boolean;
    v_wakes     boolean;             -- may reopen, and counts as unread
    v_waits     boolean;
    v_bumps     boolean;
    v_thread    uuid;
    v_joined    text := 'new';
    v_contact   uuid;
    v_theirs    uuid;             -- whose conversation the thread is in
    v_conv      uuid;
    v_status    text;
    v_closed    timestamptz;
    v_answered  timestamptz;
    v_about     messages;
    v_preview   text;
BEGIN
    SELECT * INTO p FROM jsonb_to_record(p_call) AS (
        id           uuid,
        provider     text,
        provider_id  text,           -- null for IMAP: there the place is the key
        inbox_id     uuid,
        folder       text,
        uid_validity bigint,
        uid          bigint,
        size         bigint,
        event_key    text,
        is_sent      boolean,        -- from the Sent folder
        is_old       boolean,        -- read long ago, by whoever used the mailbox before
        at           timestamptz,    -- INTERNALDATE or the provider's time
        now          timestamptz,
        rfc_id       text,
        rfc_key      text,
        own_keys     text[],         -- ids under which we may have sent this very mail
        raw_sha256   text,           -- in hex
        content_hash text,
        sender       text,           -- normalised
        sender_kind  text,
        sender_hash  text,
        name         text,
        from_address text,           -- of the From field; the sender where that is somebody else's
        from_name    text,
        reply_to     text,
        to_address   text,
        to_all       text[],
        cc           text[],
        people       text[],         -- everybody named but ourselves, normalised
        participants jsonb,          -- [{"address", "name", "role"}]
        subject      text,
        base_key     text,
        mailbox_key  text,
        clues        jsonb,          -- [{"reason", "value"}] in order
        in_reply_to  text,
        refs         text[],
        awaited      text[],         -- keys of the mails it answers
        content      text,
        html         text,
        reply_text   text,
        automatic    text,
        report       jsonb,          -- null: no report; else with "keys", the ids of the mail it is about
        files        jsonb,          -- [{"id", "name", "contentType", "size", "sha256", "contentId", "inline"}]
        metadata     jsonb,
        reopen_days  int,
        ids          uuid[]);        -- four fresh ids: contact, address, conversation, thread
    v_at := least(p.at, p.now);
    v_sent := p.is_sent;

    -- Known by its place, by the provider's id, or by what it says.
    IF p.uid IS NOT NULL THEN
        SELECT b.message_id INTO message_id FROM mailbox_mails b
         WHERE b.inbox_id = p.inbox_id AND b.folder = p.folder AND b.uid_validity = p.uid_validity AND b.uid = p.uid;
        IF FOUND THEN
            outcome := 'duplicate';
            RETURN NEXT;
            RETURN;
        END IF;
    ELSIF p.provider_id IS NOT NULL THEN
        SELECT m.id, m.conversation_id, m.contact_id INTO message_id, conversation_id, contact_id
          FROM messages m WHERE m.provider = p.provider AND m.provider_id = p.provider_id;
        IF FOUND THEN
            outcome := 'duplicate';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    SELECT m.id, m.conversation_id, m.contact_id INTO message_id, conversation_id, contact_id
      FROM (SELECT e.message_id FROM email_ids e WHERE e.key = ANY (p.own_keys) OFFSET 0) e,
           LATERAL (SELECT m.id, m.conversation_id, m.contact_id
                      FROM messages m
                     WHERE m.id = e.message_id AND m.inbox_id = p.inbox_id AND m.direction = 'outbound' AND m.content_hash IS NULL
                    OFFSET 0) m
     LIMIT 1;
    IF FOUND THEN
        outcome := 'own';
    ELSE
        SELECT m.id, m.conversation_id, m.contact_id INTO message_id, conversation_id, contact_id
          FROM messages m
         WHERE m.content_hash = decode(p.content_hash, 'hex') AND m.inbox_id = p.inbox_id AND m.rfc_message_id = p.rfc_id
         LIMIT 1;
        IF FOUND THEN
            outcome := 'duplicate';
        ELSIF EXISTS (SELECT 1 FROM email_tombstones d WHERE d.inbox_id = p.inbox_id AND d.content_hash = decode(p.content_hash, 'hex')) THEN
            outcome := 'deleted';
        ELSIF v_sent AND p.sender IS NULL THEN
            outcome := 'ignored';
        END IF;
    END IF;
    IF outcome IS NOT NULL THEN
        IF p.uid IS NOT NULL THEN
            INSERT INTO mailbox_mails (inbox_id, folder, uid_validity, uid, message_id, rfc_key, size, received_at)
            VALUES (p.inbox_id, p.folder, p.uid_validity, p.uid, message_id, p.rfc_key, p.size, v_at);
        END IF;
        RETURN NEXT;
        RETURN;
    END IF;

    v_spam := NOT v_sent AND EXISTS (SELECT 1 FROM blocked_senders b WHERE b.address IN (p.sender, p.from_address));
    v_wakes := NOT v_sent AND NOT p.is_old AND NOT v_spam AND (p.automatic IS NULL OR p.automatic = 'machine');
    v_waits := v_wakes AND p.automatic IS NULL;
    v_bumps := NOT v_spam AND p.automatic IS DISTINCT FROM 'receipt';

    -- A report belongs to the message it is about.
    IF p.report IS NOT NULL AND NOT v_sent THEN
        SELECT m.* INTO v_about
          FROM unnest(ARRAY(SELECT jsonb_array_elements_text(p.report -> 'keys'))) WITH ORDINALITY AS k (key, nth),
               LATERAL (SELECT e.message_id FROM email_ids e WHERE e.key = k.key OFFSET 0) e,
               LATERAL (SELECT m.* FROM messages m WHERE m.id = e.message_id AND m.direction = 'outbound' OFFSET 0) m
         ORDER BY m.inbox_id = p.inbox_id DESC, k.nth
         LIMIT 1;
        IF v_about.id IS NOT NULL THEN
            PERFORM apply_email_report(v_about, p.report, v_at, p.now);
        END IF;
    END IF;

    IF v_about.id IS NOT NULL AND v_about.inbox_id = p.inbox_id THEN
        v_thread := v_about.thread_id;
        v_conv := v_about.conversation_id;
        v_contact := v_about.contact_id;
        v_joined := 'reference';
    ELSE
        SELECT a.contact_id INTO v_contact FROM contact_addresses a WHERE a.value = p.sender;
        IF NOT v_spam THEN
            SELECT f.thread_id, f.conversation_id, f.contact_id, f.joined_by INTO v_thread, v_conv, v_theirs, v_joined
              FROM find_email_thread(p.inbox_id, p.clues, p.people, v_contact, v_at) f;
        END IF;
        IF v_thread IS NOT NULL THEN
            v_contact := v_theirs;
            IF p.name <> '' THEN
                UPDATE contacts c SET name = p.name, search_text = left(' ' || fold(p.name) || c.search_text, 600), updated_at = p.now
                 WHERE c.id = v_contact AND c.name = ''
                   AND EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = v_contact AND a.value = p.sender);
            END IF;
        ELSE
            v_joined := 'new';
            v_contact := contact_by_email(p.sender, p.sender_kind, p.name, p.sender_hash, p.ids[1], p.ids[2], p.now);
        END IF;
    END IF;

    -- The thread's conversation where it is under way; else the contact's live one; else one closed not long ago; else a new one.
    -- What wakes nobody is put where there is a place for it, however long closed.
    SELECT c.id, c.status, c.closed_at, c.last_outbound_at INTO v_conv, v_status, v_closed, v_answered
      FROM conversations c
     WHERE c.contact_id = v_contact
       AND c.inbox_id IS NOT DISTINCT FROM p.inbox_id
       AND (c.status <> 'closed' OR NOT v_wakes OR c.closed_at > p.now - make_interval(days => p.reopen_days))
     ORDER BY c.status = 'closed', c.id = v_conv DESC, c.last_at DESC
     LIMIT 1
       FOR UPDATE;
    v_preview := left(CASE
        WHEN coalesce(p.reply_text, p.content) <> '' THEN coalesce(p.reply_text, p.content)
        WHEN p.subject <> '' THEN p.subject
        WHEN jsonb_array_length(p.files) > 0 THEN 'Attachment'
        ELSE '' END, 200);
    IF NOT FOUND THEN
        v_conv := p.ids[3];
        INSERT INTO conversations (id, contact_id, inbox_id, status, closed_at, waiting_since, last_message_id, last_preview, last_direction, last_channel,
                                   last_at, last_inbound_at, last_outbound_at, created_at, updated_at)
        VALUES (v_conv, v_contact, p.inbox_id, CASE WHEN v_spam THEN 'closed' ELSE 'open' END, CASE WHEN v_spam THEN v_at END,
                CASE WHEN v_waits THEN v_at END, p.id, v_preview, CASE WHEN v_sent THEN 'outbound' ELSE 'inbound' END, 'email',
                v_at, CASE WHEN v_wakes OR p.automatic = 'bulk' AND NOT p.is_old THEN v_at END, CASE WHEN v_sent THEN v_at END, p.now, p.now);
    ELSE
        UPDATE conversations c
           SET status = CASE WHEN v_wakes THEN 'open' ELSE c.status END,
               snoozed_until = CASE WHEN v_wakes THEN NULL ELSE c.snoozed_until END,
               closed_at = CASE WHEN v_wakes THEN NULL ELSE c.closed_at END,
               waiting_since = CASE
                   WHEN v_waits AND (v_answered IS NULL OR v_answered < v_at) THEN least(coalesce(c.waiting_since, v_at), v_at)
                   -- An answer from the mailbox's own program ends the waiting of what came before it.
                   WHEN v_sent AND c.waiting_since <= v_at THEN (
                       SELECT min(m.at) FROM messages m
                        WHERE m.conversation_id = v_conv AND m.at > v_at AND m.direction = 'inbound' AND m.automatic IS NULL AND NOT m.is_spam)
                   ELSE c.waiting_since END,
               last_inbound_at = CASE WHEN v_wakes OR p.automatic = 'bulk' AND NOT p.is_old AND NOT v_spam THEN greatest(c.last_inbound_at, v_at) ELSE c.last_inbound_at END,
               last_outbound_at = CASE WHEN v_sent THEN greatest(c.last_outbound_at, v_at) ELSE c.last_outbound_at END,
               last_message_id = CASE WHEN v_bumps AND v_at >= c.last_at THEN p.id ELSE c.last_message_id END,
               last_preview    = CASE WHEN v_bumps AND v_at >= c.last_at THEN v_preview ELSE c.last_preview END,
               last_direction  = CASE WHEN v_bumps AND v_at >= c.last_at THEN CASE WHEN v_sent THEN 'outbound' ELSE 'inbound' END ELSE c.last_direction END,
               last_channel    = CASE WHEN v_bumps AND v_at >= c.last_at THEN 'email' ELSE c.last_channel END,
               last_at         = CASE WHEN v_bumps THEN greatest(c.last_at, v_at) ELSE c.last_at END,
               updated_at      = p.now
         WHERE c.id = v_conv;
    END IF;

    IF v_thread IS NULL THEN
        v_thread := p.ids[4];
        INSERT INTO email_threads (id, conversation_id, inbox_id, subject, base_key, mailbox_key, last_at, created_at)
        VALUES (v_thread, v_conv, p.inbox_id, p.subject, p.base_key, p.mailbox_key, v_at, p.now);
    ELSE
        -- A thread goes on in the conversation its newest mail is in.
        UPDATE email_threads t
           SET conversation_id = v_conv,
               mailbox_key = coalesce(t.mailbox_key, p.mailbox_key),
               last_at = greatest(t.last_at, v_at)
         WHERE t.id = v_thread;
    END IF;

    INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, html, reply_text,
                          from_address, from_name, to_address, to_all, cc, reply_to, provider, provider_id, rfc_message_id, in_reply_to,
                          rfc_references, thread_id, joined_by, imap_uid, automatic, is_spam, raw_sha256, content_hash, metadata,
                          sent_at, at, created_at, updated_at)
    VALUES (p.id, v_contact, v_conv, p.inbox_id, 'email', CASE WHEN v_sent THEN 'outbound' ELSE 'inbound' END,
            CASE WHEN v_sent THEN 'sent' ELSE 'received' END, p.subject, p.content, p.html, p.reply_text,
            p.from_address, nullif(p.from_name, ''), p.to_address, p.to_all, p.cc, p.reply_to, p.provider, p.provider_id, p.rfc_id, p.in_reply_to,
            p.refs, v_thread, v_joined, p.uid, p.automatic, v_spam, decode(p.raw_sha256, 'hex'), decode(p.content_hash, 'hex'), p.metadata,
            CASE WHEN v_sent THEN v_at END, v_at, p.now, p.now);
    INSERT INTO email_ids (key, message_id) VALUES (p.rfc_key, p.id);
    IF cardinality(p.awaited) > 0 THEN
        INSERT INTO email_awaited (key, inbox_id, thread_id)
        SELECT DISTINCT a.key, p.inbox_id, v_thread
          FROM unnest(p.awaited) AS a (key)
         WHERE NOT EXISTS (
               SELECT 1
                 FROM (SELECT e.message_id FROM email_ids e WHERE e.key = a.key OFFSET 0) e
                WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message_id AND m.inbox_id = p.inbox_id OFFSET 0))
        ON CONFLICT DO NOTHING;
    END IF;

    IF jsonb_array_length(p.files) > 0 THEN
        INSERT INTO attachments (id, message_id, position, name, content_type, size, sha256, content_id, is_inline, status, next_attempt_at, error_text, created_at)
        SELECT (f ->> 'id')::uuid, p.id, position - 1, f ->> 'name', f ->> 'contentType', (f ->> 'size')::bigint, decode(f ->> 'sha256', 'hex'),
               f ->> 'contentId', (f ->> 'inline')::boolean, CASE WHEN f ->> 'sha256' IS NULL THEN 'failed' ELSE 'stored' END, NULL, f ->> 'error', p.now
          FROM jsonb_array_elements(p.files) WITH ORDINALITY AS list (f, position);
    END IF;
    IF NOT v_spam AND jsonb_array_length(p.participants) > 0 THEN
        INSERT INTO conversation_participants (conversation_id, address, name, role, since)
        SELECT v_conv, x.address, x.name, x.role, v_at
          FROM jsonb_to_recordset(p.participants) AS x (address text, name text, role text)
         WHERE NOT EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = v_contact AND a.value = x.address)
        ON CONFLICT DO NOTHING;
    END IF;
    IF v_waits THEN
        PERFORM cancel_until_reply(v_contact, p.now);
    END IF;
    IF p.uid IS NOT NULL THEN
        INSERT INTO mailbox_mails (inbox_id, folder, uid_validity, uid, message_id, rfc_key, size, received_at, junk_due)
        VALUES (p.inbox_id, p.folder, p.uid_validity, p.uid, p.id, p.rfc_key, p.size, v_at, v_spam);
    END IF;
    -- The mail itself is a file; the journal says which.
    INSERT INTO inbound_events (at, id, provider, kind, event_key, headers, body, handled_at)
    VALUES (p.now, p.id, p.provider, 'mail', p.event_key, '{}', 'sha256:' || p.raw_sha256, p.now);
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('message', p.inbox_id, v_conv, v_contact, p.id);

    outcome := CASE WHEN v_spam THEN 'spam' ELSE 'stored' END;
    message_id := p.id;
    conversation_id := v_conv;
    contact_id := v_contact;
    RETURN NEXT;
END $$;

-- Takes in mails in their order (a reply finds the mail before it), in one round trip and one transaction.
CREATE OR REPLACE FUNCTION receive_emails(p_calls jsonb)
    RETURNS TABLE (ord int, outcome text, message_id uuid, conversation_id uuid, contact_id uuid)
    LANGUAGE plpgsql
    -- Plans are kept for as long as the connection lives, the first ones from when the tables were empty.
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    -- Nor are they made anew for each mail, which took longer than running them.
    SET plan_cache_mode = force_generic_plan
    AS $$
#variable_conflict use_column
BEGIN
    -- One person's mails are taken in one after the other. All locks first and in one order: two mailboxes do not wait crosswise.
    PERFORM pg_advisory_xact_lock(k.key)
       FROM (SELECT DISTINCT hashtextextended(coalesce(e.call ->> 'sender', ''), 7) AS key FROM jsonb_array_elements(p_calls) AS e (call) ORDER BY 1) k;
    RETURN QUERY
    SELECT e.ord::int, r.outcome, r.message_id, r.conversation_id, r.contact_id
      FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS e (call, ord),
           LATERAL receive_email(e.call) r;
END $$;
