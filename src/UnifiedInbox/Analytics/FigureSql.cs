namespace UnifiedInbox.Analytics;

/// <summary>
/// The questions behind the figures. Each adds up the largest pieces that are counted (<c>cover_range</c>) and counts what is left at the
/// edges, the last quarter of an hour among it, from the messages themselves.
/// </summary>
internal static class FigureSql
{
    /// <summary>The inboxes whose messages the caller may see.</summary>
    public const string Inboxes = "SELECT id FROM inboxes WHERE can_use_inbox(@userId, id)";

    private const string Spans = """
        WITH spans AS MATERIALIZED (
            SELECT * FROM cover_range(@from, @to, (SELECT counted_until FROM analytics_state), @zone))
        """;

    private const string Narrowed = """
         c.inbox_id = ANY (@inboxes)
           AND (@channel::text IS NULL OR c.channel = @channel)
           AND (@agentId::uuid IS NULL OR c.agent_id = @agentId)
           AND (@labelId::uuid IS NULL OR @labelId = ANY (c.labels))
        """;

    public const string Cells = Spans + """
        , cells AS (
            SELECT c.channel, c.direction, c.status, c.error_code, c.agent_id, c.labels, c.n, c.replied
              FROM spans s
              JOIN message_counts c ON c.grain = s.grain AND c.start >= s.low AND c.start < s.high
             WHERE s.grain > 0 AND
        """ + Narrowed + """
             UNION ALL
            SELECT c.channel, c.direction, c.status, c.error_code, c.agent_id, c.labels, c.n, c.replied
              FROM spans s
             CROSS JOIN LATERAL count_messages(s.low, s.high) c
             WHERE s.grain = 0 AND
        """ + Narrowed + """
        )
        SELECT channel,
               direction,
               status,
               error_code,
               agent_id,
               labels,
               sum(n)::bigint AS n,
               sum(replied)::bigint AS replied
          FROM cells
         GROUP BY channel, direction, status, error_code, agent_id, labels
        """;

    /// <summary>By day, and by hour of the week. Whole days are read from the few rows of <c>load_counts</c>, unless an agent or a label narrows.</summary>
    public const string Load = Spans + """
        , whole AS (
            SELECT min(low) AS low, max(high) AS high FROM spans WHERE grain > 1 AND @agentId::uuid IS NULL AND @labelId::uuid IS NULL
        ), cells AS (
            SELECT c.day, c.hour, c.direction, c.n
              FROM whole w
              JOIN load_counts c ON c.day >= (w.low AT TIME ZONE @zone)::date AND c.day < (w.high AT TIME ZONE @zone)::date
             WHERE c.inbox_id = ANY (@inboxes)
               AND (@channel::text IS NULL OR c.channel = @channel)
             UNION ALL
            SELECT (c.start AT TIME ZONE @zone)::date, extract(hour FROM c.start AT TIME ZONE @zone)::smallint, c.direction, c.n
              FROM spans s
              JOIN message_counts c ON c.grain = 1 AND c.start >= s.low AND c.start < s.high
             WHERE (s.grain = 1 OR s.grain > 1 AND (@agentId::uuid IS NOT NULL OR @labelId::uuid IS NOT NULL)) AND
        """ + Narrowed + """
             UNION ALL
            SELECT (c.start AT TIME ZONE @zone)::date, extract(hour FROM c.start AT TIME ZONE @zone)::smallint, c.direction, c.n
              FROM spans s
             CROSS JOIN LATERAL count_messages(s.low, s.high) c
             WHERE s.grain = 0 AND
        """ + Narrowed + """
        )
        SELECT day,
               NULL::int AS weekday,
               NULL::int AS hour,
               coalesce(sum(n) FILTER (WHERE direction = 'inbound'), 0)::bigint AS inbound,
               coalesce(sum(n) FILTER (WHERE direction = 'outbound'), 0)::bigint AS outbound
          FROM cells
         GROUP BY day
         UNION ALL
        SELECT NULL,
               extract(isodow FROM day)::int,
               hour::int,
               coalesce(sum(n) FILTER (WHERE direction = 'inbound'), 0)::bigint,
               0
          FROM cells
         GROUP BY 2, 3
        """;

    public const string DurationCells = Spans + """
        , cells AS (
            SELECT c.kind, c.agent_id, c.labels, c.bin, c.n, c.seconds
              FROM spans s
              JOIN duration_counts c ON c.grain = s.grain AND c.start >= s.low AND c.start < s.high
             WHERE s.grain > 0 AND
        """ + Narrowed + """
             UNION ALL
            SELECT c.kind, c.agent_id, c.labels, duration_bin(c.seconds), 1, c.seconds
              FROM spans s
             CROSS JOIN LATERAL find_durations(s.low, s.high, @business::jsonb, @zone) c
             WHERE s.grain = 0 AND
        """ + Narrowed + """
        )
        SELECT kind,
               agent_id,
               labels,
               bin,
               sum(n)::bigint AS n,
               sum(seconds) AS seconds
          FROM cells
         GROUP BY GROUPING SETS ((kind, bin), (kind, agent_id, labels))
        """;

    /// <summary>The values of a kind's one bin, in order, from the <c>@skip</c>th on: there lies the median.</summary>
    public const string InBin = """
        SELECT v.seconds
          FROM (SELECT c.seconds
                  FROM durations c
                 WHERE c.kind = @kind AND c.bin = @bin AND c.at >= @from AND c.at < least(@to, (SELECT counted_until FROM analytics_state)) AND
        """ + Narrowed + """
                 UNION ALL
                SELECT c.seconds
                  FROM find_durations(greatest(@from, coalesce((SELECT counted_until FROM analytics_state), '-infinity')), @to, @business::jsonb, @zone) c
                 WHERE c.kind = @kind AND duration_bin(c.seconds) = @bin AND
        """ + Narrowed + """
        ) v
         ORDER BY v.seconds
        OFFSET @skip
         LIMIT @take
        """;

    /// <summary>Contacts that came to the address book; every contact where there is no beginning.</summary>
    public const string Contacts = "SELECT count(*) FROM contacts WHERE created_at >= @from AND created_at < @to";

    public const string OptOuts = """
        SELECT count(*)
          FROM consents s
         WHERE s.state = 'opted_out'
           AND s.source <> 'remembered'
           AND s.at >= @from
           AND s.at < @to
           AND s.inbox_id = ANY (@inboxes)
           AND (@channel::text IS NULL OR s.channel = @channel)
        """;

    /// <summary>A sentence for each code, from a message that failed with it.</summary>
    public const string FailureTexts = "SELECT code, failure_text(code) AS text FROM unnest(@codes) AS e (code)";

    /// <summary>Who exchanged most messages with us, and how many people prefer which channel.</summary>
    public const string Members = """
        WITH counted AS MATERIALIZED (
            SELECT m.contact_id,
                   m.channel,
                   count(*) AS n,
                   count(*) FILTER (WHERE m.direction = 'inbound') AS inbound
              FROM messages m
             WHERE m.at >= @from
               AND m.at < @to
               AND NOT m.is_spam
               AND m.inbox_id = ANY (@inboxes)
               AND (@channel::text IS NULL OR m.channel = @channel)
               AND (@agentId::uuid IS NULL OR CASE WHEN m.direction = 'outbound' THEN m.author_id = @agentId
                    ELSE EXISTS (SELECT FROM conversations c WHERE c.id = m.conversation_id AND c.assignee_id = @agentId) END)
               AND (@labelId::uuid IS NULL OR EXISTS (SELECT FROM conversations c WHERE c.id = m.conversation_id AND @labelId = ANY (c.labels)))
             GROUP BY m.contact_id, m.channel
        ), preferred AS (
            SELECT DISTINCT ON (contact_id) contact_id, channel
              FROM counted
             WHERE inbound > 0
             ORDER BY contact_id, inbound DESC, channel
        ), most AS (
            SELECT contact_id, sum(n)::bigint AS messages, sum(inbound)::bigint AS inbound
              FROM counted
             GROUP BY contact_id
             ORDER BY 2 DESC, contact_id
             LIMIT 10
        )
        SELECT t.contact_id AS id,
               coalesce(nullif(p.name, ''), p.phone, p.email, '') AS name,
               t.messages,
               t.inbound,
               t.messages - t.inbound AS outbound,
               f.channel AS preferred
          FROM most t
          JOIN contacts p ON p.id = t.contact_id
          LEFT JOIN preferred f ON f.contact_id = t.contact_id
         UNION ALL
        SELECT NULL, NULL, count(*), NULL, NULL, channel FROM preferred GROUP BY channel
         ORDER BY messages DESC, id
        """;
}
