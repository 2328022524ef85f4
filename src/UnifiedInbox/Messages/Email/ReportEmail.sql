-- An address is not to be written to any more from this inbox: evidence once, and what waits for it is canceled.
CREATE OR REPLACE FUNCTION suppress_address(p_id uuid, p_inbox_id uuid, p_address text, p_source text, p_wording text,
                                            p_now timestamptz) RETURNS boolean
    LANGUAGE plpgsql AS $$
BEGIN
    IF consent_state(p_inbox_id, p_address, 'email') = 'suppressed' THEN
        RETURN false;
    END IF;
    INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, at)
    VALUES (p_id, p_inbox_id, p_address, 'email', 'suppressed', p_source, left(p_wording, 200), p_now);
    WITH gone AS (
        UPDATE messages m
           SET status = 'canceled',
               error_code = 'suppressed',
               error_text = CASE p_source WHEN 'complaint' THEN 'They reported our mail as spam before this was sent.'
                                          ELSE 'Mail to this address came back for good before this was sent.' END,
               wait_reason = NULL,
               next_attempt_at = NULL,
               at = least(m.at, p_now),
               updated_at = p_now
         WHERE m.status IN ('held', 'scheduled', 'queued')
           AND m.inbox_id = p_inbox_id AND m.channel = 'email' AND m.to_address = p_address
           AND m.conversation_id IN (SELECT c.id FROM contact_addresses a JOIN conversations c ON c.contact_id = a.contact_id
                                      WHERE a.value = p_address AND c.inbox_id = p_inbox_id)
        RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id)
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    SELECT 'message', g.inbox_id, g.conversation_id, g.contact_id, g.id FROM gone g;
    IF end_schedules(p_inbox_id, 'email', p_address, 'suppressed', p_now) > 0 THEN
        PERFORM cancel_occurrences(p_inbox_id, 'email', p_address, 'suppressed', 'Mail to this address cannot be sent any more.', p_now);
    END IF;
    RETURN true;
END $$;

-- What a provider tells about a mail. A report about others than the one in To moves nothing: it is noted on the message.
CREATE OR REPLACE FUNCTION report_email(p_event_id uuid, p_provider text, p_provider_id text, p_message_id uuid, p_status text,
                                        p_code text, p_text text, p_event_key text, p_raw text, p_kind text, p_at timestamptz,
                                        p_recipients text[], p_suppress text[], p_keys text[], p_now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    v_message  messages;
    v_concerns boolean;
    v_outcome  text;
    v_address  text;
    v_source   text := CASE WHEN p_kind = 'complained' OR p_code = 'previous_complaint' THEN 'complaint' ELSE 'bounce' END;
BEGIN
    SELECT * INTO v_message FROM messages m
     WHERE p_provider_id <> '' AND m.provider = p_provider AND m.provider_id = p_provider_id AND m.direction = 'outbound';
    IF NOT FOUND AND p_message_id IS NOT NULL THEN
        SELECT * INTO v_message FROM messages m
         WHERE m.id = p_message_id AND m.provider = p_provider AND m.direction = 'outbound' AND m.channel = 'email';
    END IF;
    v_concerns := cardinality(p_recipients) = 0 OR v_message.id IS NULL OR v_message.to_address = ANY (p_recipients);

    v_outcome := report_delivery(p_event_id, p_provider, p_provider_id, p_message_id, CASE WHEN v_concerns THEN p_status END,
                                 p_code, p_text, false, p_event_key, '{}', p_raw, p_now);
    IF v_outcome = 'duplicate' OR v_message.id IS NULL THEN
        RETURN v_outcome;
    END IF;

    IF v_outcome = 'late' AND p_kind = 'bounced' AND coalesce(v_message.provider_id, p_provider_id) = p_provider_id THEN
        PERFORM fail_delivered_email(v_message.id, p_code, p_text, p_now);
    END IF;
    UPDATE messages m
       SET opened_at   = CASE WHEN p_kind IN ('opened', 'clicked') THEN least(m.opened_at, p_at) ELSE m.opened_at END,
           clicked_at  = CASE WHEN p_kind = 'clicked' THEN least(m.clicked_at, p_at) ELSE m.clicked_at END,
           wait_reason = CASE WHEN p_kind = 'delayed' AND m.status = 'sent' THEN p_text ELSE m.wait_reason END,
           metadata    = CASE WHEN p_kind = 'complained' THEN m.metadata || '{"complained": true}'
                              WHEN p_kind = 'bounced' AND NOT v_concerns
                              THEN m.metadata || jsonb_build_object('bounced', coalesce(m.metadata -> 'bounced', '[]') || to_jsonb(p_recipients))
                              ELSE m.metadata END,
           updated_at  = p_now
     WHERE m.id = v_message.id AND (p_kind IN ('opened', 'clicked', 'delayed', 'complained') OR (p_kind = 'bounced' AND NOT v_concerns));
    INSERT INTO email_ids (key, message_id) SELECT k, v_message.id FROM unnest(p_keys) AS k ON CONFLICT DO NOTHING;
    -- Only people the mail went to: nobody can have others suppressed by naming them.
    FOREACH v_address IN ARRAY p_suppress LOOP
        IF v_address = v_message.to_address OR v_address = ANY (v_message.cc || v_message.bcc) THEN
            PERFORM suppress_address(gen_random_uuid(), v_message.inbox_id, v_address, v_source, coalesce(p_text, p_code, p_kind), p_now);
        END IF;
    END LOOP;
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('delivery', v_message.inbox_id, v_message.conversation_id, v_message.contact_id, v_message.id);
    RETURN v_outcome;
END $$;

-- A server may take a mail and send it back afterwards: on email, and only there, a bounce comes after "delivered" and is right.
CREATE OR REPLACE FUNCTION fail_delivered_email(p_message_id uuid, p_code text, p_text text, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM conversations c WHERE c.id = (SELECT m.conversation_id FROM messages m WHERE m.id = p_message_id) FOR NO KEY UPDATE;
    UPDATE messages SET status = 'failed', error_code = p_code, error_text = p_text, updated_at = p_now
     WHERE id = p_message_id AND status = 'delivered' AND channel = 'email';
    PERFORM note_unanswered(p_message_id);
END $$;
