-- Queues the inbox's own answer to STOP, START or HELP, where it has one. At most one of a kind in ten minutes and five a day to one
-- address, so that two machines cannot keep each other going. It leaves through the dispatcher and its gate like everything.
CREATE OR REPLACE FUNCTION queue_auto_reply(p_id uuid, p_kind text, p_inbox_id uuid, p_channel text, p_contact_id uuid,
                                            p_conversation_id uuid, p_address text, p_now timestamptz) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    v_inbox inboxes;
    v_text  text;
BEGIN
    SELECT * INTO v_inbox FROM inboxes i WHERE i.id = p_inbox_id AND i.disabled_at IS NULL;
    v_text := trim(v_inbox.auto_replies ->> p_kind);
    IF coalesce((v_inbox.auto_replies ->> 'on')::boolean, false) IS FALSE OR coalesce(v_text, '') = '' THEN
        RETURN false;
    END IF;
    IF EXISTS (SELECT 1
                 FROM messages m
                WHERE m.contact_id = p_contact_id AND m.at > p_now - interval '1 day' AND m.to_address = p_address
                  AND m.metadata ? 'autoReply'
               HAVING count(*) >= 5 OR count(*) FILTER (WHERE m.metadata ->> 'autoReply' = p_kind AND m.at > p_now - interval '10 minutes') > 0) THEN
        RETURN false;
    END IF;
    INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address,
                          provider, metadata, next_attempt_at, at, created_at, updated_at)
    VALUES (p_id, p_contact_id, p_conversation_id, p_inbox_id, p_channel, 'outbound', 'queued', v_text, v_inbox.address, p_address,
            v_inbox.provider, jsonb_build_object('autoReply', p_kind), p_now, p_now + interval '1 millisecond', p_now, p_now);
    INSERT INTO send_lanes (conversation_id, channel, due_at)
    VALUES (p_conversation_id, p_channel, p_now)
    ON CONFLICT (conversation_id, channel) DO UPDATE SET due_at = least(send_lanes.due_at, excluded.due_at);
    INSERT INTO policy_decisions (id, message_id, contact_id, stage, outcome, rule, at)
    VALUES (gen_random_uuid(), p_id, p_contact_id, 'enqueue', 'allowed', 'auto_reply', p_now);
    INSERT INTO changes (kind, inbox_id, conversation_id, contact_id, message_id)
    VALUES ('message', p_inbox_id, p_conversation_id, p_contact_id, p_id);
    RETURN true;
END $$;
