CREATE OR REPLACE FUNCTION quarter_of(p_at timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN date_bin('15 minutes', p_at, '2000-01-01 00:00+00');

CREATE OR REPLACE FUNCTION day_start(p_day date, p_zone text) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN p_day::timestamp AT TIME ZONE p_zone;

-- Five bins to every doubling of a duration, and a little more: no bin holds more than a few of a hundred.
CREATE OR REPLACE FUNCTION duration_bin(p_seconds double precision) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor(ln(1 + p_seconds) * 20)::smallint;

CREATE OR REPLACE FUNCTION sorted_labels(p_labels uuid[]) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN cardinality(p_labels) < 2 THEN p_labels ELSE ARRAY(SELECT l FROM unnest(p_labels) l ORDER BY l) END;

-- The messages of a stretch of time, counted by everything they are filtered and told apart by. Spam is not counted. Each conversation
-- is looked up by itself (LIMIT sees to that, here and below): a stretch whose ends are not known before is planned as a two-hundredth
-- of all messages, and a join would read every conversation there is for a quarter of an hour.
CREATE OR REPLACE FUNCTION count_messages(p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (start timestamptz, inbox_id uuid, channel text, direction text, status text, error_code text, agent_id uuid, labels uuid[], n bigint, replied bigint)
    LANGUAGE sql STABLE AS $$
    SELECT quarter_of(m.at),
           m.inbox_id,
           m.channel,
           m.direction,
           m.status,
           CASE WHEN m.status = 'failed' THEN coalesce(m.error_code, '') ELSE '' END,
           CASE WHEN m.direction = 'outbound' THEN m.author_id ELSE c.assignee_id END,
           sorted_labels(c.labels),
           count(*),
           count(*) FILTER (WHERE m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'read') AND EXISTS (
               SELECT FROM messages r
                WHERE r.conversation_id = m.conversation_id AND r.at > m.at AND r.at <= m.at + interval '7 days'
                  AND r.direction = 'inbound' AND r.automatic IS NULL AND NOT r.is_spam))
      FROM messages m
     CROSS JOIN LATERAL (SELECT v.assignee_id, v.labels FROM conversations v WHERE v.id = m.conversation_id LIMIT 1) c
     WHERE m.at >= p_from AND m.at < p_to AND NOT m.is_spam
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
$$;

-- The seconds of working time between two moments. Days are ISO: 1 is Monday.
CREATE OR REPLACE FUNCTION business_seconds(p_from timestamptz, p_to timestamptz, p_business jsonb, p_zone text) RETURNS double precision
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(greatest(0, extract(epoch FROM
               least(p_to, (d + (p_business ->> 'to')::time) AT TIME ZONE p_zone)
               - greatest(p_from, (d + (p_business ->> 'from')::time) AT TIME ZONE p_zone)))), 0)::double precision
      -- Of plain times: a series of dates would be of moments in the session's zone.
      FROM generate_series((p_from AT TIME ZONE p_zone)::date::timestamp, (p_to AT TIME ZONE p_zone)::date::timestamp, interval '1 day') AS d
     WHERE p_business -> 'days' @> to_jsonb(extract(isodow FROM d)::int)
$$;

-- Replies of a stretch of time, and since when somebody had waited for each. A reply is a message that left and that no machine or
-- schedule wrote; what it answers is everything since the reply before it.
CREATE OR REPLACE FUNCTION find_replies(p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (message_id uuid, conversation_id uuid, at timestamptz, asked_at timestamptz, inbox_id uuid, channel text, agent_id uuid, labels uuid[])
    LANGUAGE sql STABLE AS $$
    SELECT m.id, m.conversation_id, m.at, asked.at, m.inbox_id, m.channel, m.author_id, sorted_labels(c.labels)
      FROM messages m
     CROSS JOIN LATERAL (SELECT v.labels FROM conversations v WHERE v.id = m.conversation_id LIMIT 1) c
      LEFT JOIN LATERAL (
           SELECT p.at
             FROM messages p
            WHERE p.conversation_id = m.conversation_id AND (p.at, p.id) < (m.at, m.id)
              AND p.direction = 'outbound' AND p.status IN ('sent', 'delivered', 'read')
              AND p.automatic IS NULL AND p.schedule_id IS NULL AND NOT p.metadata ? 'autoReply'
            ORDER BY p.at DESC, p.id DESC
            LIMIT 1) prior ON true
     CROSS JOIN LATERAL (
           SELECT i.at
             FROM messages i
            WHERE i.conversation_id = m.conversation_id AND i.at > coalesce(prior.at, '-infinity') AND i.at <= m.at
              AND i.direction = 'inbound' AND i.automatic IS NULL AND NOT i.is_spam
            ORDER BY i.at, i.id
            LIMIT 1) asked
     WHERE m.at >= p_from AND m.at < p_to
       AND m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'read')
       AND m.automatic IS NULL AND m.schedule_id IS NULL AND NOT m.metadata ? 'autoReply'
$$;

-- Everything that ended in a stretch of time and took some: replies by the clock and by working hours, and conversations closed.
CREATE OR REPLACE FUNCTION find_durations(p_from timestamptz, p_to timestamptz, p_business jsonb, p_zone text)
    RETURNS TABLE (kind text, subject_id uuid, at timestamptz, inbox_id uuid, channel text, agent_id uuid, labels uuid[], seconds double precision)
    LANGUAGE sql STABLE AS $$
    SELECT 'response', r.message_id, r.at, r.inbox_id, r.channel, r.agent_id, r.labels, extract(epoch FROM r.at - r.asked_at)::double precision
      FROM find_replies(p_from, p_to) r
     UNION ALL
    SELECT 'business_response', r.message_id, r.at, r.inbox_id, r.channel, r.agent_id, r.labels, business_seconds(r.asked_at, r.at, p_business, p_zone)
      FROM find_replies(p_from, p_to) r
     WHERE p_business IS NOT NULL
     UNION ALL
    SELECT 'resolution', c.id, c.closed_at, c.inbox_id, i.channel, c.assignee_id, sorted_labels(c.labels),
           greatest(0, extract(epoch FROM c.closed_at - first.at))::double precision
      FROM conversations c
      JOIN inboxes i ON i.id = c.inbox_id
     CROSS JOIN LATERAL (SELECT min(m.at) AS at FROM messages m WHERE m.conversation_id = c.id AND NOT m.is_spam) first
     WHERE c.closed_at >= p_from AND c.closed_at < p_to AND c.status = 'closed' AND first.at IS NOT NULL
$$;

-- A stretch of time as the largest pieces that are counted: months (3), days (2), quarters of an hour (1), and what has to be counted
-- from the messages themselves (0).
CREATE OR REPLACE FUNCTION cover_range(p_from timestamptz, p_to timestamptz, p_counted timestamptz, p_zone text)
    RETURNS TABLE (grain smallint, low timestamptz, high timestamptz)
    LANGUAGE plpgsql STABLE ROWS 5 AS $$
DECLARE
    q1 timestamptz := quarter_of(p_from + interval '15 minutes' - interval '1 microsecond');
    q2 timestamptz := quarter_of(least(p_to, p_counted));
    d1 date := (q1 AT TIME ZONE p_zone)::date;
    d2 date := (q2 AT TIME ZONE p_zone)::date;
    m1 date;
    m2 date;
BEGIN
    IF p_counted IS NULL OR q1 >= q2 THEN
        RETURN QUERY SELECT 0::smallint, p_from, p_to WHERE p_from < p_to;
        RETURN;
    END IF;
    IF day_start(d1, p_zone) < q1 THEN d1 := d1 + 1; END IF;
    m1 := date_trunc('month', d1)::date;
    IF m1 < d1 THEN m1 := (m1 + interval '1 month')::date; END IF;
    m2 := date_trunc('month', d2)::date;
    IF d1 >= d2 THEN
        RETURN QUERY SELECT * FROM (VALUES (0::smallint, p_from, q1), (1::smallint, q1, q2), (0::smallint, q2, p_to)) s (grain, low, high) WHERE s.low < s.high;
    ELSE
        IF m1 >= m2 THEN m1 := d2; m2 := d2; END IF;
        RETURN QUERY SELECT * FROM (VALUES
            (0::smallint, p_from, q1), (1::smallint, q1, day_start(d1, p_zone)),
            (2::smallint, day_start(d1, p_zone), day_start(m1, p_zone)), (3::smallint, day_start(m1, p_zone), day_start(m2, p_zone)),
            (2::smallint, day_start(m2, p_zone), day_start(d2, p_zone)),
            (1::smallint, day_start(d2, p_zone), q2), (0::smallint, q2, p_to)) s (grain, low, high) WHERE s.low < s.high;
    END IF;
END $$;

-- The sentence of an error, from the newest message that has it: found by its quarter of an hour, since no index leads to errors.
CREATE OR REPLACE FUNCTION failure_text(p_code text) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_from timestamptz;
    v_text text;
BEGIN
    IF p_code = '' THEN
        RETURN NULL;
    END IF;
    SELECT c.start INTO v_from FROM message_counts c WHERE c.grain = 1 AND c.error_code <> '' AND c.error_code = p_code ORDER BY c.start DESC LIMIT 1;
    IF v_from IS NOT NULL THEN
        SELECT m.error_text INTO v_text FROM messages m
         WHERE m.at >= v_from AND m.at < v_from + interval '15 minutes' AND m.status = 'failed' AND m.error_code = p_code LIMIT 1;
        RETURN v_text;
    END IF;
    SELECT s.counted_until INTO v_from FROM analytics_state s;
    SELECT m.error_text INTO v_text FROM messages m
     WHERE m.at >= v_from AND m.at < v_from + interval '1 day' AND m.status = 'failed' AND m.error_code = p_code LIMIT 1;
    RETURN v_text;
END $$;
