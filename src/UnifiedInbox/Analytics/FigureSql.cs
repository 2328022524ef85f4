namespace UnifiedInbox.Analytics;

/// <summary>
/// The questions behind the figures. Each adds up the largest pieces that are counted (<c>cover_range</c>) and counts what is left at the
/// edges, the last quarter of an hour among it, from the messages themselves.
/// </summary>
internal static class FigureSql
{
    /// <summary>
    /// How far a range reaches is known only once <see cref="Spans"/> was asked: without this the planner expects a third of every table and
    /// reads all of it, 170 ms where the index takes 5.
    /// </summary>
    public const string ByIndex = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off; SET LOCAL jit = off";

    /// <summary>Whoever reads all messages of a range is planned for as ever.</summary>
    public const string ByCost = "SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; SET LOCAL enable_material = on";

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

    /// <summary>By day, and by hour of the week. Whole days and months are read from the few rows made for that, unless an agent or a label narrows.</summary>
    public const string Load = Spans + """
        , whole AS (
            SELECT grain, (low AT TIME ZONE @zone)::date AS low, (high AT TIME ZONE @zone)::date AS high
              FROM spans
             WHERE grain > 1 AND @agentId::uuid IS NULL AND @labelId::uuid IS NULL
        ), edges AS (
            SELECT c.start AT TIME ZONE @zone AS at, c.direction, c.n
              FROM spans s
              JOIN message_counts c ON c.grain = 1 AND c.start >= s.low AND c.start < s.high
             WHERE (s.grain = 1 OR s.grain > 1 AND (@agentId::uuid IS NOT NULL OR @labelId::uuid IS NOT NULL)) AND
        """ + Narrowed + """
             UNION ALL
            SELECT c.start AT TIME ZONE @zone, c.direction, c.n
              FROM spans s
             CROSS JOIN LATERAL count_messages(s.low, s.high) c
             WHERE s.grain = 0 AND
        """ + Narrowed + """
        ), cells AS (
            SELECT c.day, NULL::int AS weekday, NULL::int AS hour, c.direction, c.n
              FROM whole w
              JOIN day_counts c ON c.day >= w.low AND c.day < w.high
             WHERE c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
             UNION ALL
            SELECT NULL, c.weekday, c.hour, 'inbound', c.n
              FROM whole w
              JOIN hour_counts c ON c.month >= w.low AND c.month < w.high
             WHERE w.grain = 3 AND c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
             UNION ALL
            SELECT NULL, extract(isodow FROM c.day)::int, c.hour, c.direction, c.n
              FROM whole w
              JOIN load_counts c ON c.day >= w.low AND c.day < w.high
             WHERE w.grain = 2 AND c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
             UNION ALL
            SELECT at::date, extract(isodow FROM at)::int, extract(hour FROM at)::int, direction, n FROM edges
        )
        SELECT day,
               NULL::int AS weekday,
               NULL::int AS hour,
               coalesce(sum(n) FILTER (WHERE direction = 'inbound'), 0)::bigint AS inbound,
               coalesce(sum(n) FILTER (WHERE direction = 'outbound'), 0)::bigint AS outbound
          FROM cells
         WHERE day IS NOT NULL
         GROUP BY day
         UNION ALL
        SELECT NULL,
               weekday,
               hour,
               coalesce(sum(n) FILTER (WHERE direction = 'inbound'), 0)::bigint,
               0
          FROM cells
         WHERE weekday IS NOT NULL
         GROUP BY weekday, hour
        """;

    /// <summary>By kind and bin, and by kind, agent and labels. Whole months are read from the few rows made for that, unless an agent or a label narrows.</summary>
    public const string DurationCells = Spans + """
        , cells AS (
            SELECT c.kind, c.agent_id, c.labels, c.bin, c.n, c.seconds
              FROM spans s
              JOIN duration_counts c ON c.grain = s.grain AND c.start >= s.low AND c.start < s.high
             WHERE (s.grain IN (1, 2) OR s.grain = 3 AND (@agentId::uuid IS NOT NULL OR @labelId::uuid IS NOT NULL)) AND
        """ + Narrowed + """
             UNION ALL
            SELECT c.kind, c.agent_id, c.labels, duration_bin(c.seconds), 1, c.seconds
              FROM spans s
             CROSS JOIN LATERAL find_durations(s.low, s.high, @business::jsonb, @zone) c
             WHERE s.grain = 0 AND
        """ + Narrowed + """
        ), months AS (
            SELECT low, high FROM spans WHERE grain = 3 AND @agentId::uuid IS NULL AND @labelId::uuid IS NULL
        ), binned AS (
            SELECT kind, bin, n, seconds FROM cells
             UNION ALL
            SELECT c.kind, c.bin, c.n, c.seconds
              FROM months s
              JOIN duration_bins c ON c.start >= s.low AND c.start < s.high
             WHERE c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
        ), theirs AS (
            SELECT kind, agent_id, labels, n, seconds FROM cells
             UNION ALL
            SELECT c.kind, c.agent_id, c.labels, c.n, c.seconds
              FROM months s
              JOIN duration_sums c ON c.start >= s.low AND c.start < s.high
             WHERE c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
        )
        SELECT kind,
               NULL::uuid AS agent_id,
               NULL::uuid[] AS labels,
               bin,
               sum(n)::bigint AS n,
               sum(seconds) AS seconds
          FROM binned
         GROUP BY kind, bin
         UNION ALL
        SELECT kind,
               agent_id,
               labels,
               NULL,
               sum(n)::bigint,
               sum(seconds)
          FROM theirs
         GROUP BY kind, agent_id, labels
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

    /// <summary>Of a row with what somebody wrote over each channel: the one they prefer.</summary>
    internal const string Preferred = "CASE WHEN email >= sms AND email >= whatsapp THEN 'email' WHEN sms >= whatsapp THEN 'sms' ELSE 'whatsapp' END";

    /// <summary>Gone through once, with a column for each channel: a row for each person and channel took twice as long.</summary>
    private const string MostActive = """
        , counted AS MATERIALIZED (
            SELECT contact_id,
                   sum(n)::bigint AS n,
                   sum(inbound)::bigint AS inbound,
                   coalesce(sum(inbound) FILTER (WHERE channel = 'email'), 0) AS email,
                   coalesce(sum(inbound) FILTER (WHERE channel = 'sms'), 0) AS sms,
                   coalesce(sum(inbound) FILTER (WHERE channel = 'whatsapp'), 0) AS whatsapp
              FROM cells
             GROUP BY contact_id
        ), told AS (
            SELECT contact_id,
                   n,
                   inbound,
                   CASE WHEN inbound > 0 THEN
        """ + " " + Preferred + """
         END AS preferred
              FROM counted
        ), most AS (
            SELECT * FROM told ORDER BY n DESC, contact_id LIMIT 10
        )
        SELECT t.contact_id AS id,
               coalesce(nullif(p.name, ''), p.phone, p.email, '') AS name,
               t.n AS messages,
               t.inbound,
               t.n - t.inbound AS outbound,
               t.preferred
          FROM most t
          JOIN contacts p ON p.id = t.contact_id
         UNION ALL
        SELECT NULL, NULL, count(*), NULL, NULL, preferred FROM told WHERE preferred IS NOT NULL GROUP BY preferred
         ORDER BY messages DESC, id
        """;

    /// <summary>Who exchanged most messages with us, and how many people prefer which channel.</summary>
    public const string Members = Spans + """
        , cells AS (
            SELECT c.contact_id, c.channel, c.n, c.inbound
              FROM spans s
              JOIN member_counts c ON c.grain = s.grain AND c.start >= s.low AND c.start < s.high
             WHERE s.grain > 1 AND c.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR c.channel = @channel)
             UNION ALL
            SELECT m.contact_id, m.channel, 1, CASE WHEN m.direction = 'inbound' THEN 1 ELSE 0 END
              FROM spans s
              JOIN messages m ON m.at >= s.low AND m.at < s.high
             WHERE s.grain < 2 AND NOT m.is_spam AND m.inbox_id = ANY (@inboxes) AND (@channel::text IS NULL OR m.channel = @channel)
        )
        """ + MostActive;

    /// <summary>The same of an agent, from the messages themselves: a count for each agent and label would be as long as the messages are.</summary>
    public const string AgentMembers = """
        WITH cells AS (
            SELECT m.contact_id, m.channel, 1 AS n, CASE WHEN m.direction = 'inbound' THEN 1 ELSE 0 END AS inbound
              FROM messages m
             WHERE m.at >= @from
               AND m.at < @to
               AND NOT m.is_spam
               AND m.inbox_id = ANY (@inboxes)
               AND (@channel::text IS NULL OR m.channel = @channel)
               AND CASE WHEN m.direction = 'outbound' THEN m.author_id = @agentId
                   ELSE EXISTS (SELECT FROM conversations c WHERE c.id = m.conversation_id AND c.assignee_id = @agentId) END
        )
        """ + MostActive;

    /// <summary>
    /// The same of a label, by its conversations: they are few beside all messages of the range. Whatever comes touches its conversation, and
    /// what is written stands at the time it left, which may be days later: hence the month.
    /// </summary>
    public const string LabelMembers = """
        WITH theirs AS MATERIALIZED (
            SELECT c.id, c.assignee_id
              FROM conversations c
             WHERE c.labels @> ARRAY[@labelId]
               AND c.labels <> '{}'
               AND c.updated_at >= @from - interval '1 month'
        ), cells AS (
            SELECT m.contact_id, m.channel, 1 AS n, CASE WHEN m.direction = 'inbound' THEN 1 ELSE 0 END AS inbound
              FROM theirs c
              JOIN messages m ON m.conversation_id = c.id
             WHERE m.at >= @from
               AND m.at < @to
               AND NOT m.is_spam
               AND m.inbox_id = ANY (@inboxes)
               AND (@channel::text IS NULL OR m.channel = @channel)
               AND (@agentId::uuid IS NULL OR CASE WHEN m.direction = 'outbound' THEN m.author_id ELSE c.assignee_id END = @agentId)
        )
        """ + MostActive;
}
