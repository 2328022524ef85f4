-- Takes in one inbound message: journal, contact, conversation, message, attachments, consent, change, in one round trip.
-- Called through Messages/Intake.cs, many calls to a commit. A repeat answers 'duplicate' and writes nothing.
CREATE OR REPLACE FUNCTION receive_message(
    p_id              uuid,
    p_provider        text,
    p_provider_id     text,
    p_inbox_id        uuid,
    p_channel         text,
    p_from            text,          -- normalised sender
    p_from_kind       text,          -- as in contact_addresses.kind
    p_from_raw        text,
    p_from_variants   text[],        -- other spellings of the same sender, the sender itself included
    p_to              text,
    p_name            text,          -- a name the channel told us, or null
    p_content         text,
    p_metadata        jsonb,
    p_media           jsonb,         -- [{"id", "name", "contentType", "url"}]
    p_at              timestamptz,   -- the provider's time
    p_now             timestamptz,
    p_keyword         text,          -- stop, start, yes, help or null
    p_reopen_days     int,
    p_ids             uuid[],        -- four fresh ids: contact, address, conversation, consent
    p_event_kind      text,
    p_headers         jsonb,
    p_raw             text)
    RETURNS TABLE (outcome text, message_id uuid, conversation_id uuid, contact_id uuid)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_contact      uuid;
    v_conversation uuid;
    v_status       text;
    v_at           timestamptz := least(p_at, p_now);
    v_preview      text;
    v_answered     timestamptz;
BEGIN
    -- One person's messages are taken in one after the other; strangers never wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended(p_from_variants[1], 7));

    SELECT m.id, m.conversation_id, m.contact_id INTO message_id, conversation_id, contact_id
      FROM messages m
     WHERE m.provider = p_provider AND m.provider_id = p_provider_id;
    IF FOUND THEN
        outcome := 'duplicate';
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT a.contact_id INTO v_contact
      FROM contact_addresses a
     WHERE a.value = ANY (p_from_variants)
     ORDER BY a.value = p_from DESC
     LIMIT 1;
    IF NOT FOUND THEN
        v_contact := p_ids[1];
        INSERT INTO contacts (id, name, phone, search_text, created_at, updated_at)
        VALUES (v_contact, coalesce(p_name, ''), CASE WHEN p_from_kind = 'phone' THEN p_from END,
                left(' ' || fold(coalesce(p_name, '')) || ' ' || fold(p_from), 600), p_now, p_now);
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
        VALUES (p_ids[2], v_contact, p_from_kind, p_from, p_from_raw, true, p_now)
        ON CONFLICT (value) DO NOTHING;
        IF NOT FOUND THEN            -- an agent typed the same address in this very moment
            DELETE FROM contacts c WHERE c.id = v_contact;
            SELECT a.contact_id INTO STRICT v_contact FROM contact_addresses a WHERE a.value = p_from;
        ELSE
            INSERT INTO changes (kind, contact_id) VALUES ('contact', v_contact);
        END IF;
    ELSIF p_name IS NOT NULL THEN
        UPDATE contacts c SET name = p_name, updated_at = p_now WHERE c.id = v_contact AND c.name = '';
    END IF;

    SELECT c.id, c.status, c.last_outbound_at INTO v_conversation, v_status, v_answered
      FROM conversations c
     WHERE c.contact_id = v_contact
       AND c.inbox_id IS NOT DISTINCT FROM p_inbox_id   -- no index takes this: a plan made while the table was small must not walk the inbox
       AND (c.status <> 'closed' OR c.closed_at > p_now - make_interval(days => p_reopen_days))
     ORDER BY c.status = 'closed', c.last_at DESC
     LIMIT 1
       FOR UPDATE;
    v_preview := left(CASE
        WHEN p_content <> '' THEN p_content
        WHEN jsonb_array_length(p_media) > 0 THEN 'Attachment'
        ELSE '' END, 200);
    IF NOT FOUND THEN
        v_conversation := p_ids[3];
        INSERT INTO conversations (id, contact_id, inbox_id, waiting_since, last_message_id, last_preview, last_direction,
                                   last_channel, last_at, last_inbound_at, created_at, updated_at)
        VALUES (v_conversation, v_contact, p_inbox_id, v_at, p_id, v_preview, 'inbound', p_channel, v_at, v_at, p_now, p_now);
    ELSE
        UPDATE conversations c
           SET status = 'open',
               snoozed_until = NULL,
               closed_at = NULL,
               waiting_since = CASE WHEN v_answered IS NULL OR v_answered < v_at THEN coalesce(c.waiting_since, v_at) ELSE c.waiting_since END,
               last_inbound_at = greatest(c.last_inbound_at, v_at),
               last_message_id = CASE WHEN v_at >= c.last_at THEN p_id ELSE c.last_message_id END,
               last_preview    = CASE WHEN v_at >= c.last_at THEN v_preview ELSE c.last_preview END,
               last_direction  = CASE WHEN v_at >= c.last_at THEN 'inbound' ELSE c.last_direction END,
               last_channel    = CASE WHEN v_at >= c.last_at THEN p_channel ELSE c.last_channel END,
               last_at         = greatest(c.last_at, v_at),
               updated_at      = p_now
         WHERE c.id = v_conversation;
    END IF;

    INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address,
                          provider, provider_id, in_reply_to, metadata, at, created_at, updated_at)
    VALUES (p_id, v_contact, v_conversation, p_inbox_id, p_channel, 'inbound', 'received', p_content, p_from, p_to,
            p_provider, p_provider_id, p_metadata ->> 'inReplyTo', p_metadata, v_at, p_now, p_now);

    IF jsonb_array_length(p_media) > 0 THEN
        INSERT INTO attachments (id, message_id, position, name, content_type, source_url, next_attempt_at, created_at)
        SELECT (item ->> 'id')::uuid, p_id, position - 1, item ->> 'name', item ->> 'contentType', item ->> 'url', p_now, p_now
          FROM jsonb_array_elements(p_media) WITH ORDINALITY AS list (item, position);
    END IF;

    IF p_keyword IN ('stop', 'start', 'yes') THEN
        PERFORM apply_consent_keyword(p_ids[4], p_inbox_id, p_channel, p_from, p_keyword, p_content, p_now);
    END IF;

    INSERT INTO inbound_events (at, id, provider, kind, event_key, headers, body, handled_at)
    VALUES (p_now, p_id, p_provider, p_event_kind, p_provider_id, p_headers, p_raw, p_now);
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('message', p_inbox_id, v_conversation, v_contact, p_id);

    outcome := 'stored';
    message_id := p_id;
    conversation_id := v_conversation;
    contact_id := v_contact;
    RETURN NEXT;
END $$;
