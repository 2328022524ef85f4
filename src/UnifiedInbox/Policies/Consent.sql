-- What the person wants now: the latest row of the evidence. NULL = never said anything.
CREATE OR REPLACE FUNCTION consent_state(p_inbox_id uuid, p_address text, p_channel text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT c.state
      FROM consents c
     WHERE c.address = p_address AND c.inbox_id = p_inbox_id AND c.channel = p_channel
     ORDER BY c.at DESC, c.id DESC
     LIMIT 1
$$;

-- One row more of evidence. An opt-out also cancels, in the same transaction, whatever still waits to be sent there.
CREATE OR REPLACE FUNCTION record_consent(p_id uuid, p_inbox_id uuid, p_channel text, p_address text, p_state text, p_source text,
                                          p_wording text, p_user uuid, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, by_user, at)
    VALUES (p_id, p_inbox_id, p_address, p_channel, p_state, p_source, nullif(left(p_wording, 500), ''), p_user, p_now);
    IF p_state <> 'opted_in' THEN
        PERFORM cancel_pending(p_inbox_id, p_channel, p_address, p_now);
    END IF;
END $$;

-- STOP, START, YES and HELP. Answers which automatic answer fits: stop, start, help, or NULL for none.
DROP FUNCTION IF EXISTS apply_consent_keyword(uuid, uuid, text, text, text, text, timestamptz);
CREATE OR REPLACE FUNCTION hear_keyword(p_id uuid, p_inbox_id uuid, p_channel text, p_address text, p_keyword text,
                                        p_wording text, p_now timestamptz) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    v_state text := consent_state(p_inbox_id, p_address, p_channel);
BEGIN
    IF p_keyword = 'help' THEN
        RETURN CASE WHEN v_state IS DISTINCT FROM 'opted_out' THEN 'help' END;   -- who wants nothing gets nothing
    END IF;
    IF p_keyword = 'yes' AND v_state IS DISTINCT FROM 'opted_out' THEN
        RETURN NULL;
    END IF;
    PERFORM record_consent(p_id, p_inbox_id, p_channel, p_address, CASE WHEN p_keyword = 'stop' THEN 'opted_out' ELSE 'opted_in' END,
                           'keyword', p_wording, NULL, p_now);
    -- Said again, nothing changes, and there is nothing to confirm: two machines cannot talk to each other for ever.
    RETURN CASE
        WHEN p_keyword = 'stop' THEN CASE WHEN v_state IS DISTINCT FROM 'opted_out' THEN 'stop' END
        WHEN v_state IS DISTINCT FROM 'opted_in' THEN 'start' END;
END $$;

-- Cancels everything not yet handed over from one of our senders to one address. Lane before message, as everywhere: a claim under
-- way is waited for, and whatever it did not take is canceled.
CREATE OR REPLACE FUNCTION cancel_pending(p_inbox_id uuid, p_channel text, p_address text, p_now timestamptz) RETURNS int
    LANGUAGE plpgsql AS $$
DECLARE
    canceled int;
BEGIN
    PERFORM 1
       FROM send_lanes l
      WHERE l.channel = p_channel
        AND l.conversation_id IN (SELECT c.id FROM contact_addresses a JOIN conversations c ON c.contact_id = a.contact_id
                                   WHERE a.value = p_address AND c.inbox_id = p_inbox_id)
      ORDER BY l.conversation_id
        FOR UPDATE;
    WITH gone AS (
        UPDATE messages m
           SET status = 'canceled',
               error_code = 'opted_out',
               error_text = 'They opted out before this was sent.',
               wait_reason = NULL,
               next_attempt_at = NULL,
               at = least(m.at, p_now),
               updated_at = p_now
         WHERE m.status IN ('held', 'scheduled', 'queued')
           AND m.metadata ->> 'autoReply' IS DISTINCT FROM 'stop'    -- the confirmation itself
           AND m.inbox_id = p_inbox_id AND m.channel = p_channel AND m.to_address = p_address
           AND m.conversation_id IN (SELECT c.id FROM contact_addresses a JOIN conversations c ON c.contact_id = a.contact_id
                                      WHERE a.value = p_address AND c.inbox_id = p_inbox_id)
        RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id),
    told AS (
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', g.inbox_id, g.conversation_id, g.contact_id, g.id FROM gone g)
    SELECT count(*) INTO canceled FROM gone;
    -- One that is being taken right now makes the next of its schedule first: that one was not there yet, and is now.
    IF end_schedules(p_inbox_id, p_channel, p_address, 'opted_out', p_now) > 0 THEN
        canceled := canceled + cancel_occurrences(p_inbox_id, p_channel, p_address, 'opted_out', 'They opted out before this was sent.', p_now);
    END IF;
    RETURN canceled;
END $$;
