-- What marks a message for the index: its words, or what it is filtered by, have changed. A deleted one is out of it at once.
CREATE OR REPLACE FUNCTION mark_search_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO search_marks (message, at) SELECT id, at FROM written;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_search_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM message_search s USING gone g WHERE s.message_id = g.id AND s.at = g.at;
    -- The worker may be writing it down at this moment.
    INSERT INTO search_marks (message, at) SELECT id, at FROM gone;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_search_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO search_marks (message, at)
    SELECT DISTINCT w.id, t.at
      FROM gone o
      JOIN written w ON w.id = o.id
     CROSS JOIN LATERAL (VALUES (o.at), (w.at)) t (at)
     WHERE (o.at, o.contact_id, o.inbox_id, o.content, o.is_spam) <> (w.at, w.contact_id, w.inbox_id, w.content, w.is_spam)
        OR (o.subject, o.author_id) IS DISTINCT FROM (w.subject, w.author_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_search_attachment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO search_marks (message, at) SELECT m.id, m.at FROM messages m WHERE m.id = new.message_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER search_written AFTER INSERT ON messages
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mark_search_written();
CREATE OR REPLACE TRIGGER search_deleted AFTER DELETE ON messages
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION mark_search_deleted();
CREATE OR REPLACE TRIGGER search_changed AFTER UPDATE ON messages
    REFERENCING OLD TABLE AS gone NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mark_search_changed();
CREATE OR REPLACE TRIGGER search_named AFTER INSERT OR UPDATE OF name ON attachments
    FOR EACH ROW EXECUTE FUNCTION mark_search_attachment();

-- A month that is older than the installation gets its partition when its first message comes.
CREATE OR REPLACE FUNCTION ensure_search_month(p_at timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_month timestamp := date_trunc('month', p_at AT TIME ZONE 'UTC');
    v_part  text := 'message_search_' || to_char(v_month, 'YYYYMM');
    v_low   text := to_char(v_month, 'YYYY-MM-DD') || ' 00:00+00';
    v_high  text := to_char(v_month + interval '1 month', 'YYYY-MM-DD') || ' 00:00+00';
BEGIN
    IF to_regclass(v_part) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('ensure_partitions'), hashtext('message_search'));
        IF to_regclass(v_part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF message_search FOR VALUES FROM (%L) TO (%L)', v_part, v_low, v_high);
        END IF;
    END IF;
END $$;

-- Puts messages into the index.
CREATE OR REPLACE FUNCTION write_search(p_messages uuid[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ensure_search_month(t.at) FROM (SELECT DISTINCT date_trunc('month', m.at, 'UTC') AS at FROM messages m WHERE m.id = ANY (p_messages)) t;
    INSERT INTO message_search (message_id, contact_id, inbox_id, author_id, channel, direction, at, words)
    SELECT m.id, m.contact_id, m.inbox_id, m.author_id, m.channel, m.direction, m.at,
           search_vector(concat_ws(' ', m.subject, (SELECT string_agg(a.name, ' ') FROM attachments a WHERE a.message_id = m.id), m.content))
      FROM messages m
     WHERE m.id = ANY (p_messages) AND NOT m.is_spam
        ON CONFLICT (message_id, at) DO UPDATE
       SET contact_id = excluded.contact_id, inbox_id = excluded.inbox_id, author_id = excluded.author_id, channel = excluded.channel,
           direction = excluded.direction, words = excluded.words;
END $$;

-- One message that cannot be indexed keeps none of the others waiting.
CREATE OR REPLACE FUNCTION write_search_each(p_messages uuid[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    PERFORM write_search(p_messages);
EXCEPTION WHEN OTHERS THEN
    FOREACH v_id IN ARRAY p_messages LOOP
        BEGIN
            PERFORM write_search(ARRAY[v_id]);
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'message % is not in the index: %', v_id, SQLSTATE;
        END;
    END LOOP;
END $$;

-- Brings the index up to date: first what has changed, then a piece of the history from before. One at a time; answers whether there is more.
CREATE OR REPLACE FUNCTION index_messages(p_most int) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    -- Few rows of many partitions: by their keys, whatever plan was thought of while the tables were empty.
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    AS $$
DECLARE
    v_ids   uuid[];
    v_at    timestamptz[];
    v_state search_state;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('index_messages'));
    WITH gone AS (DELETE FROM search_marks WHERE ctid = ANY (ARRAY(SELECT ctid FROM search_marks LIMIT p_most)) RETURNING message, at)
    SELECT array_agg(message), array_agg(at) INTO v_ids, v_at FROM gone;
    IF v_ids IS NOT NULL THEN
        DELETE FROM message_search s USING (SELECT DISTINCT i, t FROM unnest(v_ids, v_at) k (i, t)) k WHERE s.message_id = k.i AND s.at = k.t;
        PERFORM write_search_each(v_ids);
        -- Fewer than asked for: those that come meanwhile are better taken together after a moment.
        RETURN cardinality(v_ids) = p_most OR EXISTS (SELECT FROM search_state WHERE filled_at IS NOT NULL);
    END IF;

    SELECT * INTO v_state FROM search_state;
    IF v_state.filled_at IS NULL THEN
        RETURN false;
    END IF;
    SELECT array_agg(f.id ORDER BY f.at DESC, f.id DESC), array_agg(f.at ORDER BY f.at DESC, f.id DESC) INTO v_ids, v_at
      FROM (SELECT m.id, m.at FROM messages m WHERE (m.at, m.id) < (v_state.filled_at, v_state.filled_id) ORDER BY m.at DESC, m.id DESC LIMIT p_most) f;
    IF v_ids IS NULL THEN
        UPDATE search_state SET filled_at = NULL, filled_id = NULL;
        RETURN false;
    END IF;
    PERFORM write_search_each(v_ids);
    UPDATE search_state SET filled_at = v_at[cardinality(v_at)], filled_id = v_ids[cardinality(v_ids)];
    RETURN true;
END $$;

-- A backup has no index: it is made anew.
CREATE OR REPLACE FUNCTION search_after_restore() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    TRUNCATE message_search, search_marks;
    DELETE FROM search_state;
    INSERT INTO search_state (filled_at, filled_id) VALUES ('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
$$;
