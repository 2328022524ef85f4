-- Ends what would go on sending from one of our senders to one address; answers how many. Messages are locked before schedules.
CREATE OR REPLACE FUNCTION end_schedules(p_inbox_id uuid, p_channel text, p_address text, p_reason text, p_now timestamptz) RETURNS int
    LANGUAGE sql AS $$
    WITH ended AS (
        UPDATE schedules s
           SET ended_at = p_now, end_reason = p_reason, updated_at = p_now
         WHERE s.to_address = p_address AND s.inbox_id = p_inbox_id AND s.channel = p_channel AND s.ended_at IS NULL
        RETURNING 1)
    SELECT count(*)::int FROM ended
$$;

-- The messages such schedules have already made for later.
CREATE OR REPLACE FUNCTION cancel_occurrences(p_inbox_id uuid, p_channel text, p_address text, p_code text, p_text text,
                                              p_now timestamptz) RETURNS int
    LANGUAGE sql AS $$
    WITH gone AS (
        UPDATE messages m
           SET status = 'canceled', error_code = p_code, error_text = p_text, wait_reason = NULL, next_attempt_at = NULL,
               at = least(m.at, p_now), updated_at = p_now
          FROM schedules s
         WHERE s.to_address = p_address AND s.inbox_id = p_inbox_id AND s.channel = p_channel AND s.ended_at = p_now
           AND m.schedule_id = s.id AND m.status IN ('held', 'scheduled', 'queued')
        RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id),
    told AS (
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
        SELECT 'message', inbox_id, conversation_id, contact_id, id FROM gone)
    SELECT count(*)::int FROM gone
$$;

-- They wrote: what was only to be sent if they did not is canceled, and does not come again. In the transaction that takes their
-- message in; nearly always there is nothing to do, which one look at a nearly empty index tells.
CREATE OR REPLACE FUNCTION cancel_until_reply(p_contact_id uuid, p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM messages w
                    WHERE w.contact_id = p_contact_id AND w.cancel_on_reply AND w.status IN ('held', 'scheduled', 'queued')) THEN
        RETURN;
    END IF;
    WITH gone AS (
        UPDATE messages m
           SET status = 'canceled', error_code = 'replied', error_text = 'They replied before this was sent.', wait_reason = NULL,
               next_attempt_at = NULL, at = least(m.at, p_now), updated_at = p_now
         WHERE m.contact_id = p_contact_id AND m.cancel_on_reply AND m.status IN ('held', 'scheduled', 'queued')
        RETURNING m.id, m.inbox_id, m.conversation_id, m.contact_id)
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    SELECT 'message', inbox_id, conversation_id, contact_id, id FROM gone;
    UPDATE schedules s SET ended_at = p_now, end_reason = 'replied', updated_at = p_now
     WHERE s.contact_id = p_contact_id AND s.cancel_on_reply AND s.ended_at IS NULL;
    IF FOUND THEN
        -- What one that was just being taken made for later.
        UPDATE messages m
           SET status = 'canceled', error_code = 'replied', error_text = 'They replied before this was sent.', at = least(m.at, p_now), updated_at = p_now
         WHERE m.contact_id = p_contact_id AND m.cancel_on_reply AND m.status IN ('held', 'scheduled', 'queued');
    END IF;
END $$;
