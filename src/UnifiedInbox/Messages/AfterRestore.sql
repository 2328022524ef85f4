-- What was waiting to leave when the backup was made may well have left since, from the original. A person decides;
-- scheduled messages whose time is still to come simply stay.
CREATE OR REPLACE FUNCTION messages_after_restore() RETURNS void
    LANGUAGE sql AS $$
    UPDATE messages
       SET status = 'held',
           wait_reason = 'Restored from a backup: it may have been sent after the backup was made.',
           updated_at = now()
     WHERE status = 'queued' OR (status = 'scheduled' AND scheduled_at <= now());
$$;
