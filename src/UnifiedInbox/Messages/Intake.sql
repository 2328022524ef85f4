-- Takes in one inbound message: journal, contact, conversation, message, attachments, consent, change. Called by receive_messages
-- below. A repeat answers 'duplicate' and writes nothing.
CREATE OR REPLACE FUNCTION receive_message(p_call jsonb)
    RETURNS TABLE (outcome text, message_id uuid, conversation_id uuid, contact_id uuid)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    p              record;
    v_contact      uuid;
    v_conversation uuid;
    v_status       text;
    v_at           timestamptz;
    v_preview      text;
    v_answered     timestamptz;
    v_answer       text;
BEGIN
    SELECT * INTO p FROM jsonb_to_record(p_call) AS (
        id          uuid,
        provider    text,
        provider_id text,
        inbox_id    uuid,
        channel     text,
        sender      text,            -- normalised
        sender_kind text,            -- as in contact_addresses.kind
        sender_raw  text,
        sender_hash text,            -- in hex: what opted_out_hashes knows the sender by
        variants    text[],          -- other spellings of the same sender, the sender itself first
        recipient   text,
        name        text,            -- a name the channel told us, or null
        content     text,
        metadata    jsonb,
        media       jsonb,           -- [{"id", "name", "contentType", "url"}]
        at          timestamptz,     -- the provider's time
        now         timestamptz,
        keyword     text,            -- stop, start, yes, help or null
        reopen_days int,
        ids         uuid[],          -- five fresh ids: contact, address, conversation, consent, automatic answer
        event_kind  text,
        headers     jsonb,
        raw         text);
    v_at := least(p.at, p.now);

    -- One person's messages are taken in one after the other; strangers never wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended(p.variants[1], 7));

    SELECT m.id, m.conversation_id, m.contact_id INTO message_id, conversation_id, contact_id
      FROM messages m
     WHERE m.provider = p.provider AND m.provider_id = p.provider_id;
    IF FOUND THEN
        outcome := 'duplicate';
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT a.contact_id INTO v_contact
      FROM contact_addresses a
     WHERE a.value = ANY (p.variants)
     ORDER BY a.value = p.sender DESC
     LIMIT 1;
    IF NOT FOUND THEN
        v_contact := p.ids[1];
        INSERT INTO contacts (id, name, phone, search_text, created_at, updated_at)
        VALUES (v_contact, coalesce(p.name, ''), CASE WHEN p.sender_kind = 'phone' THEN p.sender END,
                left(' ' || fold(coalesce(p.name, '')) || ' ' || fold(p.sender), 600), p.now, p.now);
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
        VALUES (p.ids[2], v_contact, p.sender_kind, p.sender, p.sender_raw, true, p.now)
        ON CONFLICT (value) DO NOTHING;
        IF NOT FOUND THEN            -- an agent typed the same address in this very moment
            DELETE FROM contacts c WHERE c.id = v_contact;
            SELECT a.contact_id INTO STRICT v_contact FROM contact_addresses a WHERE a.value = p.sender;
        ELSE
            INSERT INTO changes (kind, contact_id) VALUES ('contact', v_contact);
            -- Someone who was deleted comes back with the no they once said; a START in this very message is later.
            INSERT INTO consents (id, inbox_id, address, channel, state, source, at)
            SELECT gen_random_uuid(), h.inbox_id, p.sender, h.channel, 'opted_out', 'remembered', p.now - interval '1 millisecond'
              FROM opted_out_hashes h
             WHERE h.hash = decode(p.sender_hash, 'hex')
               AND NOT EXISTS (SELECT 1 FROM consents s WHERE s.address = p.sender AND s.inbox_id = h.inbox_id AND s.channel = h.channel);
        END IF;
    ELSIF p.name IS NOT NULL THEN
        UPDATE contacts c SET name = p.name, updated_at = p.now WHERE c.id = v_contact AND c.name = '';
    END IF;

    SELECT c.id, c.status, c.last_outbound_at INTO v_conversation, v_status, v_answered
      FROM conversations c
     WHERE c.contact_id = v_contact
       AND c.inbox_id IS NOT DISTINCT FROM p.inbox_id   -- no index takes this: a plan made while the table was small must not walk the inbox
       AND (c.status <> 'closed' OR c.closed_at > p.now - make_interval(days => p.reopen_days))
     ORDER BY c.status = 'closed', c.last_at DESC
     LIMIT 1
       FOR UPDATE;
    v_preview := left(CASE
        WHEN p.content <> '' THEN p.content
        WHEN jsonb_array_length(p.media) > 0 THEN 'Attachment'
        ELSE '' END, 200);
    IF NOT FOUND THEN
        v_conversation := p.ids[3];
        INSERT INTO conversations (id, contact_id, inbox_id, waiting_since, last_message_id, last_preview, last_direction,
                                   last_channel, last_at, last_inbound_at, created_at, updated_at)
        VALUES (v_conversation, v_contact, p.inbox_id, v_at, p.id, v_preview, 'inbound', p.channel, v_at, v_at, p.now, p.now);
    ELSE
        UPDATE conversations c
           SET status = 'open',
               snoozed_until = NULL,
               closed_at = NULL,
               waiting_since = CASE WHEN v_answered IS NULL OR v_answered < v_at THEN coalesce(c.waiting_since, v_at) ELSE c.waiting_since END,
               last_inbound_at = greatest(c.last_inbound_at, v_at),
               last_message_id = CASE WHEN v_at >= c.last_at THEN p.id ELSE c.last_message_id END,
               last_preview    = CASE WHEN v_at >= c.last_at THEN v_preview ELSE c.last_preview END,
               last_direction  = CASE WHEN v_at >= c.last_at THEN 'inbound' ELSE c.last_direction END,
               last_channel    = CASE WHEN v_at >= c.last_at THEN p.channel ELSE c.last_channel END,
               last_at         = greatest(c.last_at, v_at),
               updated_at      = p.now
         WHERE c.id = v_conversation;
    END IF;

    INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address,
                          provider, provider_id, in_reply_to, metadata, at, created_at, updated_at)
    VALUES (p.id, v_contact, v_conversation, p.inbox_id, p.channel, 'inbound', 'received', p.content, p.sender, p.recipient,
            p.provider, p.provider_id, p.metadata ->> 'inReplyTo', p.metadata, v_at, p.now, p.now);

    IF jsonb_array_length(p.media) > 0 THEN
        INSERT INTO attachments (id, message_id, position, name, content_type, source_url, next_attempt_at, created_at)
        SELECT (item ->> 'id')::uuid, p.id, position - 1, item ->> 'name', item ->> 'contentType', item ->> 'url', p.now, p.now
          FROM jsonb_array_elements(p.media) WITH ORDINALITY AS list (item, position);
    END IF;

    PERFORM cancel_until_reply(v_contact, p.now);
    IF p.keyword IS NOT NULL THEN
        v_answer := hear_keyword(p.ids[4], p.inbox_id, p.channel, p.sender, p.keyword, p.content, p.now);
        -- With Advanced Opt-Out Twilio has answered already. What the sweep brings is old news to them.
        IF v_answer IS NOT NULL AND NOT p.metadata ? 'optOutType' AND v_at > p.now - interval '10 minutes' THEN
            PERFORM queue_auto_reply(coalesce(p.ids[5], gen_random_uuid()), v_answer, p.inbox_id, p.channel, v_contact, v_conversation, p.sender, p.now);
        END IF;
    END IF;

    INSERT INTO inbound_events (at, id, provider, kind, event_key, headers, body, handled_at)
    VALUES (p.now, p.id, p.provider, p.event_kind, p.provider_id, p.headers, p.raw, p.now);
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('message', p.inbox_id, v_conversation, v_contact, p.id);

    outcome := 'stored';
    message_id := p.id;
    conversation_id := v_conversation;
    contact_id := v_contact;
    RETURN NEXT;
END $$;

-- Takes in all that arrived at the same moment, in one round trip. Nearly every message is an ordinary one: from a known person, in
-- a conversation that is open. Those are written together, set by set, which costs a third of writing them one by one; whatever is
-- more than ordinary (a stranger, media, a keyword, a repeat, a second message of the same conversation, an answer that something
-- scheduled waits for) goes through receive_message in its order.
CREATE OR REPLACE FUNCTION receive_messages(p_calls jsonb)
    RETURNS TABLE (ord int, outcome text, message_id uuid, conversation_id uuid, contact_id uuid)
    LANGUAGE plpgsql
    -- Plans are kept for as long as the connection lives, the first ones from when the tables were empty.
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    AS $$
#variable_conflict use_column
BEGIN
    -- In the order of the calls, which is that of the keys: two groups do not wait for each other crosswise.
    PERFORM pg_advisory_xact_lock(hashtextextended(e.call -> 'variants' ->> 0, 7)) FROM jsonb_array_elements(p_calls) AS e (call);

    RETURN QUERY
    WITH calls AS MATERIALIZED (
        SELECT c.ord, r.*, least(r.at, r.now) AS happened
          FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS c (call, ord),
               jsonb_to_record(c.call) AS r (id uuid, provider text, provider_id text, inbox_id uuid, channel text, sender text, variants text[],
                                             recipient text, name text, content text, metadata jsonb, media jsonb, at timestamptz,
                                             now timestamptz, keyword text, event_kind text, headers jsonb, raw text)
    ), known AS MATERIALIZED (
        SELECT k.*, a.contact_id, o.id AS conversation_id,
               row_number() OVER (PARTITION BY o.id ORDER BY k.ord) AS nth
          FROM calls k
          JOIN LATERAL (SELECT a.contact_id FROM contact_addresses a WHERE a.value = ANY (k.variants) ORDER BY a.value = k.sender DESC LIMIT 1) a ON true
          JOIN conversations o ON o.contact_id = a.contact_id AND o.inbox_id = k.inbox_id AND o.status <> 'closed'
         WHERE k.media = '[]' AND k.keyword IS NULL
           AND NOT EXISTS (SELECT 1 FROM messages w WHERE w.contact_id = a.contact_id AND w.cancel_on_reply AND w.status IN ('held', 'scheduled', 'queued'))
           AND (k.name IS NULL OR EXISTS (SELECT 1 FROM contacts p WHERE p.id = a.contact_id AND p.name <> ''))
           AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.provider = k.provider AND m.provider_id = k.provider_id)
    ), touched AS (
        UPDATE conversations c
           SET status = 'open',
               snoozed_until = NULL,
               waiting_since = CASE WHEN c.last_outbound_at IS NULL OR c.last_outbound_at < k.happened THEN coalesce(c.waiting_since, k.happened) ELSE c.waiting_since END,
               last_inbound_at = greatest(c.last_inbound_at, k.happened),
               last_message_id = CASE WHEN k.happened >= c.last_at THEN k.id ELSE c.last_message_id END,
               last_preview    = CASE WHEN k.happened >= c.last_at THEN left(k.content, 200) ELSE c.last_preview END,
               last_direction  = CASE WHEN k.happened >= c.last_at THEN 'inbound' ELSE c.last_direction END,
               last_channel    = CASE WHEN k.happened >= c.last_at THEN k.channel ELSE c.last_channel END,
               last_at         = greatest(c.last_at, k.happened),
               updated_at      = k.now
          FROM known k
         WHERE c.id = k.conversation_id AND k.nth = 1
           AND c.status <> 'closed'      -- asked again of the row as it is once nobody else holds it
     RETURNING k.id
    ), written AS (
        INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address,
                              provider, provider_id, in_reply_to, metadata, at, created_at, updated_at)
        SELECT k.id, k.contact_id, k.conversation_id, k.inbox_id, k.channel, 'inbound', 'received', k.content, k.sender, k.recipient,
               k.provider, k.provider_id, k.metadata ->> 'inReplyTo', k.metadata, k.happened, k.now, k.now
          FROM touched t
          JOIN known k ON k.id = t.id
         ORDER BY k.ord
     RETURNING messages.id
    ), journal AS (
        INSERT INTO inbound_events (at, id, provider, kind, event_key, headers, body, handled_at)
        SELECT k.now, k.id, k.provider, k.event_kind, k.provider_id, k.headers, k.raw, k.now
          FROM touched t
          JOIN known k ON k.id = t.id
    ), told AS (
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', k.inbox_id, k.conversation_id, k.contact_id, k.id
          FROM touched t
          JOIN known k ON k.id = t.id
         ORDER BY k.ord
    )
    SELECT k.ord::int, 'stored', k.id, k.conversation_id, k.contact_id
      FROM written w
      JOIN known k ON k.id = w.id;

    RETURN QUERY
    WITH rest AS MATERIALIZED (
        SELECT c.ord::int AS ord, c.call
          FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS c (call, ord)
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = (c.call ->> 'id')::uuid)
         ORDER BY c.ord
    )
    SELECT r.ord, m.outcome, m.message_id, m.conversation_id, m.contact_id
      FROM rest r,
           LATERAL receive_message(r.call) m;
END $$;
