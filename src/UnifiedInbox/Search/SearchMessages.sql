-- Walks the months from the newest on, each planned by itself with its words in sight: whether to fetch what has a rare word, or to go
-- through the newest until enough have a common one. Ends with p_limit found, or, once something is found, after p_budget; then its last
-- row has no message and says before which moment to go on.
CREATE OR REPLACE FUNCTION search_messages(
    p_query     tsquery,
    p_inboxes   uuid[],          -- those the caller may use; null = all
    p_channel   text,
    p_direction text,
    p_contacts  uuid[],
    p_author    uuid,
    p_from      timestamptz,     -- included
    p_to        timestamptz,     -- not included
    p_at        timestamptz,     -- the next page begins behind (p_at, p_id)
    p_id        uuid,
    p_limit     int,
    p_budget    interval)
    RETURNS TABLE (message_id uuid, at timestamptz)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_began timestamptz := clock_timestamp();
    v_left  int := p_limit;
    v_found int;
    v_month record;
    v_where text := CASE WHEN p_inboxes IS NULL THEN '' ELSE ' AND s.inbox_id = ANY ($2)' END
        || CASE WHEN p_channel IS NULL THEN '' ELSE ' AND s.channel = $3' END
        || CASE WHEN p_direction IS NULL THEN '' ELSE ' AND s.direction = $4' END
        || CASE WHEN p_contacts IS NULL THEN '' ELSE ' AND s.contact_id = ANY ($5)' END
        || CASE WHEN p_author IS NULL THEN '' ELSE ' AND s.author_id = $6' END;
BEGIN
    FOR v_month IN
        SELECT part.name, (to_date(right(part.name, 6), 'YYYYMM')::timestamp AT TIME ZONE 'UTC') AS low
          FROM (SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'message_search'::regclass) part
         WHERE part.name ~ '_[0-9]{6}$'
         ORDER BY right(part.name, 6) DESC
    LOOP
        CONTINUE WHEN v_month.low >= least(p_to, p_at + interval '1 microsecond');
        EXIT WHEN v_month.low + interval '32 days' < p_from;
        IF v_left < p_limit AND clock_timestamp() - v_began > p_budget THEN
            RETURN QUERY SELECT NULL::uuid, (v_month.low AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
            RETURN;
        END IF;
        RETURN QUERY EXECUTE format(
            'SELECT s.message_id, s.at FROM %I s WHERE s.words @@ $1 AND s.at >= $7 AND s.at < $8 AND (s.at, s.message_id) < ($9, $10)%s
              ORDER BY s.at DESC, s.message_id DESC LIMIT $11', v_month.name, v_where)
        USING p_query, p_inboxes, p_channel, p_direction, p_contacts, p_author, p_from, p_to, p_at, p_id, v_left;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_left := v_left - v_found;
        EXIT WHEN v_left <= 0;
    END LOOP;
END $$;
