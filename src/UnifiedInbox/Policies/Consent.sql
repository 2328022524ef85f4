-- What the person wants now: the latest row of the evidence. NULL = never said anything.
CREATE OR REPLACE FUNCTION consent_state(p_inbox_id uuid, p_address text, p_channel text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT c.state
      FROM consents c
     WHERE c.address = p_address AND c.inbox_id = p_inbox_id AND c.channel = p_channel
     ORDER BY c.at DESC, c.id DESC
     LIMIT 1
$$;

-- STOP, START and YES: evidence first; a STOP also cancels, in the same transaction, whatever still waits to be sent there.
CREATE OR REPLACE FUNCTION apply_consent_keyword(p_id uuid, p_inbox_id uuid, p_channel text, p_address text, p_keyword text,
                                                 p_wording text, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    current_state text := consent_state(p_inbox_id, p_address, p_channel);
BEGIN
    IF p_keyword = 'yes' AND current_state IS DISTINCT FROM 'opted_out' THEN
        RETURN;
    END IF;
    INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, at)
    VALUES (p_id, p_inbox_id, p_address, p_channel, CASE WHEN p_keyword = 'stop' THEN 'opted_out' ELSE 'opted_in' END,
            'keyword', left(p_wording, 200), p_now);
    IF p_keyword = 'stop' THEN
        PERFORM cancel_pending(p_inbox_id, p_channel, p_address, p_now);
    END IF;
END $$;

-- Cancels everything not yet handed over from one of our senders to one address.
CREATE OR REPLACE FUNCTION cancel_pending(p_inbox_id uuid, p_channel text, p_address text, p_now timestamptz) RETURNS int
    LANGUAGE plpgsql AS $$
DECLARE
    canceled int;
BEGIN
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
