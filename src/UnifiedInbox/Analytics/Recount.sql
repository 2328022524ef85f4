-- Which quarters of an hour the marks make wrong: their own; those of messages sent before that an inbound one answers; those of the
-- replies that follow; that of the closing, which is measured from the first message on.
CREATE OR REPLACE FUNCTION dirty_quarters(p_conversations uuid[], p_at timestamptz[], p_inbound boolean[], p_before timestamptz) RETURNS timestamptz[]
    LANGUAGE sql STABLE AS $$
    WITH marks AS (SELECT DISTINCT * FROM unnest(p_conversations, p_at, p_inbound) AS k (conversation, at, inbound))
    SELECT coalesce(array_agg(DISTINCT quarter_of(d.at)), '{}')
      FROM (SELECT k.at FROM marks k WHERE k.at IS NOT NULL
             UNION ALL
            SELECT o.at
              FROM marks k
             CROSS JOIN LATERAL (
                   SELECT coalesce(max(p.at), '-infinity') AS at FROM messages p
                    WHERE p.conversation_id = k.conversation AND p.at < k.at AND p.at > k.at - interval '7 days'
                      AND p.direction = 'inbound' AND p.automatic IS NULL AND NOT p.is_spam) prior
              JOIN messages o ON o.conversation_id = k.conversation AND o.at < k.at AND o.at >= k.at - interval '7 days' AND o.at >= prior.at
                             AND o.direction = 'outbound'
             WHERE k.inbound
             UNION ALL
            SELECT r.at
              FROM marks k
             CROSS JOIN LATERAL (
                   SELECT n.at FROM messages n
                    WHERE n.conversation_id = k.conversation AND n.at >= k.at AND n.direction = 'outbound' AND n.status IN ('sent', 'delivered', 'read')
                      AND n.automatic IS NULL AND n.schedule_id IS NULL AND NOT n.metadata ? 'autoReply'
                    ORDER BY n.at, n.id
                    LIMIT 3) r
             UNION ALL
            SELECT m.at FROM marks k JOIN messages m ON m.conversation_id = k.conversation WHERE k.at IS NULL
             UNION ALL
            SELECT c.closed_at FROM marks k JOIN conversations c ON c.id = k.conversation WHERE c.closed_at IS NOT NULL) d
     WHERE d.at < p_before
$$;

CREATE OR REPLACE FUNCTION recount_quarters(p_quarters timestamptz[], p_business jsonb, p_zone text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_days   date[];
    v_months date[];
    v_day    date;
BEGIN
    DELETE FROM message_counts WHERE grain = 1 AND start = ANY (p_quarters);
    DELETE FROM duration_counts WHERE grain = 1 AND start = ANY (p_quarters);
    DELETE FROM durations d USING unnest(p_quarters) q WHERE d.at >= q AND d.at < q + interval '15 minutes';
    INSERT INTO message_counts
    SELECT 1, c.* FROM unnest(p_quarters) q CROSS JOIN LATERAL count_messages(q, q + interval '15 minutes') c;
    INSERT INTO durations
    SELECT d.*, duration_bin(d.seconds) FROM unnest(p_quarters) q CROSS JOIN LATERAL find_durations(q, q + interval '15 minutes', p_business, p_zone) d;
    INSERT INTO duration_counts
    SELECT 1, q, d.kind, d.inbox_id, d.channel, d.agent_id, d.labels, d.bin, count(*), sum(d.seconds)
      FROM unnest(p_quarters) q
      JOIN durations d ON d.at >= q AND d.at < q + interval '15 minutes'
     GROUP BY 2, 3, 4, 5, 6, 7, 8;

    SELECT array_agg(DISTINCT (q AT TIME ZONE p_zone)::date), array_agg(DISTINCT date_trunc('month', q AT TIME ZONE p_zone)::date)
      INTO v_days, v_months FROM unnest(p_quarters) q;
    FOREACH v_day IN ARRAY coalesce(v_days, '{}') LOOP
        PERFORM sum_counts(1, 2, day_start(v_day, p_zone), day_start(v_day + 1, p_zone));
        DELETE FROM load_counts WHERE day = v_day;
        INSERT INTO load_counts
        SELECT v_day, extract(hour FROM c.start AT TIME ZONE p_zone), c.inbox_id, c.channel, c.direction, sum(c.n)
          FROM message_counts c
         WHERE c.grain = 1 AND c.start >= day_start(v_day, p_zone) AND c.start < day_start(v_day + 1, p_zone)
         GROUP BY 2, 3, 4, 5;
        DELETE FROM day_counts WHERE day = v_day;
        INSERT INTO day_counts
        SELECT v_day, c.inbox_id, c.channel, c.direction, sum(c.n) FROM load_counts c WHERE c.day = v_day GROUP BY 2, 3, 4;
        PERFORM count_members(day_start(v_day, p_zone), day_start(v_day + 1, p_zone));
    END LOOP;
    FOREACH v_day IN ARRAY coalesce(v_months, '{}') LOOP
        PERFORM sum_counts(2, 3, day_start(v_day, p_zone), day_start((v_day + interval '1 month')::date, p_zone));
        PERFORM sum_month(v_day, day_start(v_day, p_zone), day_start((v_day + interval '1 month')::date, p_zone));
    END LOOP;
END $$;

-- A day's people. Of the day that is not over this is not all yet, nor is it read.
CREATE OR REPLACE FUNCTION count_members(p_from timestamptz, p_to timestamptz) RETURNS void
    LANGUAGE sql AS $$
    DELETE FROM member_counts WHERE grain = 2 AND start = p_from;
    INSERT INTO member_counts
    SELECT 2, p_from, m.contact_id, m.inbox_id, m.channel, count(*), count(*) FILTER (WHERE m.direction = 'inbound')
      FROM messages m
     WHERE m.at >= p_from AND m.at < p_to AND NOT m.is_spam
     GROUP BY 3, 4, 5
$$;

-- Puts the smaller pieces of a day or month together.
CREATE OR REPLACE FUNCTION sum_counts(p_small int, p_large int, p_from timestamptz, p_to timestamptz) RETURNS void
    LANGUAGE sql AS $$
    DELETE FROM message_counts WHERE grain = p_large AND start = p_from;
    DELETE FROM duration_counts WHERE grain = p_large AND start = p_from;
    INSERT INTO message_counts
    SELECT p_large, p_from, inbox_id, channel, direction, status, error_code, agent_id, labels, sum(n), sum(replied)
      FROM message_counts
     WHERE grain = p_small AND start >= p_from AND start < p_to
     GROUP BY 3, 4, 5, 6, 7, 8, 9;
    INSERT INTO duration_counts
    SELECT p_large, p_from, kind, inbox_id, channel, agent_id, labels, bin, sum(n), sum(seconds)
      FROM duration_counts
     WHERE grain = p_small AND start >= p_from AND start < p_to
     GROUP BY 3, 4, 5, 6, 7, 8;
$$;

-- What figures of years read of a month, once its days are put together.
CREATE OR REPLACE FUNCTION sum_month(p_month date, p_from timestamptz, p_to timestamptz) RETURNS void
    LANGUAGE sql AS $$
    DELETE FROM hour_counts WHERE month = p_month;
    DELETE FROM member_counts WHERE grain = 3 AND start = p_from;
    DELETE FROM duration_bins WHERE start = p_from;
    DELETE FROM duration_sums WHERE start = p_from;
    INSERT INTO hour_counts
    SELECT p_month, extract(isodow FROM day), hour, inbox_id, channel, sum(n)
      FROM load_counts
     WHERE day >= p_month AND day < p_month + interval '1 month' AND direction = 'inbound'
     GROUP BY 2, 3, 4, 5;
    INSERT INTO member_counts
    SELECT 3, p_from, contact_id, inbox_id, channel, sum(n), sum(inbound)
      FROM member_counts
     WHERE grain = 2 AND start >= p_from AND start < p_to
     GROUP BY 3, 4, 5;
    INSERT INTO duration_bins
    SELECT p_from, kind, inbox_id, channel, bin, sum(n), sum(seconds) FROM duration_counts WHERE grain = 3 AND start = p_from GROUP BY 2, 3, 4, 5;
    INSERT INTO duration_sums
    SELECT p_from, kind, inbox_id, channel, agent_id, labels, sum(n), sum(seconds) FROM duration_counts WHERE grain = 3 AND start = p_from GROUP BY 2, 3, 4, 5, 6
$$;

-- Forgets everything that was counted, to count it anew: days end elsewhere, or working hours are others.
CREATE OR REPLACE FUNCTION restart_analytics(p_zone text, p_business jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    TRUNCATE analytics_marks, message_counts, load_counts, day_counts, hour_counts, member_counts, durations, duration_counts, duration_bins, duration_sums;
    DELETE FROM analytics_state;
    INSERT INTO analytics_state (zone, business) VALUES (p_zone, p_business);
END $$;

-- Counts what has become wrong and what has become closed, at most a day of the past or p_most marks at once; one at a time. Answers
-- whether there is more to do.
CREATE OR REPLACE FUNCTION recount_analytics(p_now timestamptz, p_zone text, p_business jsonb, p_most int) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state    analytics_state;
    v_target   timestamptz := quarter_of(p_now - interval '1 minute');
    v_until    timestamptz;
    v_next     timestamptz;
    v_quarters timestamptz[] := '{}';
    v_marks    int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('recount_analytics'));
    SELECT * INTO v_state FROM analytics_state;
    IF (v_state.zone, v_state.business) IS DISTINCT FROM (p_zone, p_business) THEN
        PERFORM restart_analytics(p_zone, p_business);
        SELECT * INTO v_state FROM analytics_state;
    END IF;

    WITH gone AS (
        DELETE FROM analytics_marks WHERE ctid = ANY (ARRAY(SELECT ctid FROM analytics_marks LIMIT p_most)) RETURNING conversation, at, inbound)
    SELECT count(*), dirty_quarters(array_agg(conversation), array_agg(at), array_agg(inbound), coalesce(v_state.counted_until, '-infinity'))
      INTO v_marks, v_quarters FROM gone;

    SELECT min(at) INTO v_next FROM (
        (SELECT m.at FROM messages m WHERE m.at >= coalesce(v_state.counted_until, '-infinity') ORDER BY m.at LIMIT 1)
        UNION ALL
        (SELECT c.closed_at FROM conversations c WHERE c.status = 'closed' AND c.closed_at >= coalesce(v_state.counted_until, '-infinity') ORDER BY c.closed_at LIMIT 1)) f;
    v_until := least(v_target, quarter_of(coalesce(v_next, v_target)) + interval '1 day');
    IF v_state.counted_until IS NULL OR v_until > v_state.counted_until THEN
        v_quarters := v_quarters || ARRAY(SELECT generate_series(greatest(v_state.counted_until, quarter_of(least(v_next, v_until))), v_until - interval '15 minutes', interval '15 minutes'));
        UPDATE analytics_state SET counted_until = v_until;
    END IF;
    IF cardinality(v_quarters) > 0 THEN
        PERFORM recount_quarters(v_quarters, p_business, p_zone);
    END IF;
    RETURN v_marks = p_most OR v_until < v_target;
END $$;

-- Loading a backup marks every message; the counts are made anew instead.
CREATE OR REPLACE FUNCTION analytics_after_restore() RETURNS void
    LANGUAGE sql AS $$
    SELECT restart_analytics(zone, business) FROM analytics_state
$$;
