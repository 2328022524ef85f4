-- A restored copy must not accept cursors handed out by the original: pages that were open load anew.
CREATE OR REPLACE FUNCTION live_after_restore() RETURNS void
    LANGUAGE sql AS $$
    UPDATE settings SET value = to_jsonb(gen_random_uuid()::text), updated_at = now() WHERE key = 'feed_epoch';
    DELETE FROM settings WHERE key = 'feed_floor'; -- a transaction id of the original
$$;
