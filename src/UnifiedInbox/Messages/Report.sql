-- How far a status is along; a report only ever moves a message up.
CREATE OR REPLACE FUNCTION status_rank(p_status text) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_status
        WHEN 'held' THEN 0 WHEN 'scheduled' THEN 0 WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 WHEN 'unconfirmed' THEN 2
        WHEN 'sent' THEN 3 WHEN 'failed' THEN 4 WHEN 'canceled' THEN 4 WHEN 'delivered' THEN 5 WHEN 'read' THEN 6 END
$$;

-- Moves a message to what its provider reported, forward only: delivered and read beat failed, nothing beats read.
-- Answers whether anything moved.
CREATE OR REPLACE FUNCTION move_message(p_message_id uuid, p_provider_id text, p_status text, p_error_code text,
                                        p_error_text text, p_at timestamptz, p_now timestamptz) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    moved messages;
BEGIN
    -- Locks in the order everyone takes them: conversation, lane, message.
    IF p_status = 'failed' THEN
        PERFORM 1 FROM conversations c WHERE c.id = (SELECT m.conversation_id FROM messages m WHERE m.id = p_message_id) FOR NO KEY UPDATE;
    END IF;
    PERFORM 1
       FROM messages m
       JOIN send_lanes l ON l.conversation_id = m.conversation_id AND l.channel = m.channel
      WHERE m.id = p_message_id
        FOR UPDATE OF l;
    UPDATE messages m
       SET status       = p_status,
           provider_id  = coalesce(m.provider_id, p_provider_id),
           sent_at      = CASE WHEN p_status IN ('sent', 'delivered', 'read') THEN coalesce(m.sent_at, p_at) ELSE m.sent_at END,
           delivered_at = CASE WHEN p_status IN ('delivered', 'read') THEN coalesce(m.delivered_at, p_at) ELSE m.delivered_at END,
           read_at      = CASE WHEN p_status = 'read' THEN coalesce(m.read_at, p_at) ELSE m.read_at END,
           error_code   = CASE WHEN p_status = 'failed' THEN p_error_code END,
           error_text   = CASE WHEN p_status = 'failed' THEN p_error_text END,
           wait_reason  = NULL,
           next_attempt_at = NULL,
           updated_at   = p_now
     WHERE m.id = p_message_id AND m.direction = 'outbound' AND status_rank(m.status) < status_rank(p_status)
    RETURNING m.* INTO moved;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- The lane may go on: whatever was in doubt about this message is settled.
    UPDATE send_lanes l SET due_at = p_now
     WHERE l.conversation_id = moved.conversation_id AND l.channel = moved.channel AND l.lease_until IS NULL
       AND EXISTS (SELECT 1 FROM messages w WHERE w.conversation_id = l.conversation_id AND w.channel = l.channel
                                              AND w.status IN ('scheduled', 'queued'));
    IF p_status = 'failed' THEN
        -- Nobody was answered after all.
        UPDATE conversations c
           SET waiting_since = coalesce(c.waiting_since, c.last_inbound_at)
         WHERE c.id = moved.conversation_id AND c.last_message_id = moved.id AND c.status <> 'closed';
    END IF;
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('delivery', moved.inbox_id, moved.conversation_id, moved.contact_id, moved.id);
    RETURN true;
END $$;

-- A status callback: journal, then move, or park where the message is not known yet. A repeat changes nothing.
CREATE OR REPLACE FUNCTION report_delivery(p_event_id uuid, p_provider text, p_provider_id text, p_message_id uuid, p_status text,
                                           p_error_code text, p_error_text text, p_opted_out boolean, p_event_key text,
                                           p_headers jsonb, p_raw text, p_now timestamptz)
    RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    v_message messages;
    v_moved   boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_provider_id, 11));
    IF EXISTS (SELECT 1 FROM inbound_events e WHERE e.event_key = p_event_key AND e.provider = p_provider AND e.kind = 'status'
                                                AND e.at > p_now - interval '2 days') THEN
        RETURN 'duplicate';
    END IF;
    INSERT INTO inbound_events (at, id, provider, kind, event_key, headers, body, handled_at)
    VALUES (p_now, p_event_id, p_provider, 'status', p_event_key, p_headers, p_raw, p_now);
    IF p_status IS NULL THEN
        RETURN 'ignored';            -- a value the provider added since; the journal has it
    END IF;

    SELECT * INTO v_message FROM messages m WHERE m.provider = p_provider AND m.provider_id = p_provider_id;
    IF NOT FOUND AND p_message_id IS NOT NULL THEN
        SELECT * INTO v_message FROM messages m WHERE m.id = p_message_id AND m.provider = p_provider AND m.direction = 'outbound';
    END IF;
    IF v_message.id IS NULL THEN
        INSERT INTO parked_reports (provider, provider_id, status, error_code, at)
        VALUES (p_provider, p_provider_id, p_status, coalesce(p_error_code, ''), p_now)
        ON CONFLICT DO NOTHING;
        RETURN 'parked';
    END IF;

    IF v_message.provider_id <> p_provider_id AND p_status NOT IN ('delivered', 'read') THEN
        RETURN 'late';               -- word of an earlier attempt; the later one has its own
    END IF;

    v_moved := move_message(v_message.id, p_provider_id, p_status, p_error_code, p_error_text, p_now, p_now);
    IF p_opted_out AND consent_state(v_message.inbox_id, v_message.to_address, v_message.channel) IS DISTINCT FROM 'opted_out' THEN
        PERFORM learn_opt_out(p_event_id, v_message.inbox_id, v_message.channel, v_message.to_address, p_error_code, p_now);
    END IF;
    RETURN CASE WHEN v_moved THEN 'moved' ELSE 'late' END;
END $$;

-- The provider refuses this person on their own word: keep it as evidence and stop what waits.
CREATE OR REPLACE FUNCTION learn_opt_out(p_id uuid, p_inbox_id uuid, p_channel text, p_address text, p_code text,
                                         p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_consent(p_id, p_inbox_id, p_channel, p_address, 'opted_out', 'provider', p_code, NULL, p_now);
END $$;

-- Applies what was reported about a message before we knew its provider id. Waits for a report that is being written right now.
CREATE OR REPLACE FUNCTION apply_parked(p_provider text, p_provider_id text, p_error_text text, p_now timestamptz) RETURNS int
    LANGUAGE plpgsql AS $$
DECLARE
    v_message uuid;
    v_report  parked_reports;
    applied   int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_provider_id, 11));
    SELECT m.id INTO v_message FROM messages m WHERE m.provider = p_provider AND m.provider_id = p_provider_id;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    FOR v_report IN
        DELETE FROM parked_reports r WHERE r.provider = p_provider AND r.provider_id = p_provider_id RETURNING r.*
    LOOP
        PERFORM move_message(v_message, p_provider_id, v_report.status, nullif(v_report.error_code, ''),
                             CASE WHEN v_report.status = 'failed' THEN coalesce(p_error_text, 'The provider could not deliver it.') END,
                             v_report.at, p_now);
        applied := applied + 1;
    END LOOP;
    RETURN applied;
END $$;

-- A message that never left answered nobody: the conversation waits again.
CREATE OR REPLACE FUNCTION note_unanswered(p_message_id uuid) RETURNS void
    LANGUAGE sql AS $$
    UPDATE conversations c
       SET waiting_since = coalesce(c.waiting_since, c.last_inbound_at)
      FROM messages m
     WHERE m.id = p_message_id AND m.status = 'failed' AND c.id = m.conversation_id AND c.last_message_id = m.id AND c.status <> 'closed'
$$;
