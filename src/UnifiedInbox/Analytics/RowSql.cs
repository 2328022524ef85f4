namespace UnifiedInbox.Analytics;

/// <summary>The rows behind each metric: the same conditions as in Count.sql and <see cref="FigureSql"/>, without counting.</summary>
internal static class RowSql
{
    private const string Person = "coalesce(nullif(p.name, ''), p.phone, p.email, '') AS name";

    private const string MessageStart = "SELECT m.id, m.at, m.conversation_id, m.contact_id, " + Person + """
        ,
               m.channel,
               m.direction,
               m.status,
               left(coalesce(nullif(m.error_text, ''), nullif(m.subject, ''), m.reply_text, m.content), 200) AS text
          FROM messages m
          JOIN conversations c ON c.id = m.conversation_id
          JOIN contacts p ON p.id = m.contact_id
         WHERE m.at >= @from
           AND m.at < @to
           AND (m.at, m.id) < (@beforeAt, @beforeId)
           AND NOT m.is_spam
           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
           AND (@channel::text IS NULL OR m.channel = @channel)
           AND (@agentId::uuid IS NULL OR CASE WHEN m.direction = 'outbound' THEN m.author_id ELSE c.assignee_id END = @agentId)
           AND (NOT @nobody OR CASE WHEN m.direction = 'outbound' THEN m.author_id ELSE c.assignee_id END IS NULL)
           AND (@labelId::uuid IS NULL OR @labelId = ANY (c.labels))
           AND (@status::text IS NULL OR m.status = @status)
           AND (@direction::text IS NULL OR m.direction = @direction)
           AND (@contactId::uuid IS NULL OR m.contact_id = @contactId)
           AND (@error::text IS NULL OR m.status = 'failed' AND coalesce(m.error_code, '') = @error)
           AND (@weekday::int IS NULL OR extract(isodow FROM m.at AT TIME ZONE @zone) = @weekday)
           AND (@hour::int IS NULL OR extract(hour FROM m.at AT TIME ZONE @zone) = @hour)
        """;

    private const string Left = " AND m.direction = 'outbound' AND m.status IN ('sent', 'delivered', 'read')";

    private const string Replied = Left + """

           AND EXISTS (SELECT FROM messages r
                        WHERE r.conversation_id = m.conversation_id AND r.at > m.at AND r.at <= m.at + interval '7 days'
                          AND r.direction = 'inbound' AND r.automatic IS NULL AND NOT r.is_spam)
        """;

    private const string MessageEnd = """

         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    private const string Took = "SELECT d.subject_id AS id, d.at, coalesce(m.conversation_id, c.id) AS conversation_id, p.id AS contact_id, " + Person + """
        ,
               d.channel,
               m.direction,
               m.status,
               left(coalesce(m.subject, m.content, c.last_preview), 200) AS text,
               d.seconds
          FROM find_durations(@from, @to, @business::jsonb, @zone) d
          LEFT JOIN messages m ON m.id = d.subject_id
          LEFT JOIN conversations c ON c.id = d.subject_id
          JOIN contacts p ON p.id = coalesce(m.contact_id, c.contact_id)
         WHERE (d.at, d.subject_id) < (@beforeAt, @beforeId)
           AND d.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
           AND (@channel::text IS NULL OR d.channel = @channel)
           AND (@agentId::uuid IS NULL OR d.agent_id = @agentId)
           AND (NOT @nobody OR d.agent_id IS NULL)
           AND (@labelId::uuid IS NULL OR @labelId = ANY (d.labels))
           AND d.kind =
        """;

    private const string TookEnd = """

         ORDER BY d.at DESC, d.subject_id DESC
         LIMIT @limit
        """;

    private const string Contacts = "SELECT p.id, p.created_at AS at, p.id AS contact_id, " + Person + """
        ,
               concat_ws(' · ', p.phone, p.email) AS text
          FROM contacts p
         WHERE p.created_at >= @from
           AND p.created_at < @to
           AND (p.created_at, p.id) < (@beforeAt, @beforeId)
         ORDER BY p.created_at DESC, p.id DESC
         LIMIT @limit
        """;

    /// <summary>People, by the channel most of what they wrote in the range came over.</summary>
    private const string Preference = "SELECT t.contact_id AS id, t.at, t.contact_id, " + Person + """
        ,
               t.preferred AS channel,
               concat_ws(' · ', p.phone, p.email) AS text
          FROM (SELECT w.contact_id,
                       w.at,
        """ + " " + FigureSql.Preferred + """
         AS preferred
                  FROM (SELECT m.contact_id,
                               max(m.at) AS at,
                               count(*) FILTER (WHERE m.channel = 'email') AS email,
                               count(*) FILTER (WHERE m.channel = 'sms') AS sms,
                               count(*) FILTER (WHERE m.channel = 'whatsapp') AS whatsapp
                          FROM messages m
                          JOIN conversations c ON c.id = m.conversation_id
                         WHERE m.at >= @from
                           AND m.at < @to
                           AND m.direction = 'inbound'
                           AND NOT m.is_spam
                           AND m.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
                           AND (@channel::text IS NULL OR m.channel = @channel)
                           AND (@agentId::uuid IS NULL OR c.assignee_id = @agentId)
                           AND (@labelId::uuid IS NULL OR @labelId = ANY (c.labels))
                         GROUP BY m.contact_id) w) t
          JOIN contacts p ON p.id = t.contact_id
         WHERE (@prefers::text IS NULL OR t.preferred = @prefers)
           AND (t.at, t.contact_id) < (@beforeAt, @beforeId)
         ORDER BY t.at DESC, t.contact_id DESC
         LIMIT @limit
        """;

    private const string OptOuts = "SELECT s.id, s.at, p.id AS contact_id, " + """
        coalesce(nullif(p.name, ''), s.address) AS name,
               s.channel,
               s.source AS status,
               s.wording AS text
          FROM consents s
          LEFT JOIN contact_addresses a ON a.value = s.address
          LEFT JOIN contacts p ON p.id = a.contact_id
         WHERE s.state = 'opted_out'
           AND s.source <> 'remembered'
           AND s.at >= @from
           AND s.at < @to
           AND (s.at, s.id) < (@beforeAt, @beforeId)
           AND s.inbox_id = ANY (ARRAY(SELECT i.id FROM inboxes i WHERE can_use_inbox(@userId, i.id)))
           AND (@channel::text IS NULL OR s.channel = @channel)
         ORDER BY s.at DESC, s.id DESC
         LIMIT @limit
        """;

    public static readonly IReadOnlyDictionary<string, string> ByMetric = new Dictionary<string, string>
    {
        ["messages"] = MessageStart + MessageEnd,
        ["left"] = MessageStart + Left + MessageEnd,
        ["response-rate"] = MessageStart + Replied + MessageEnd,
        ["delivery"] = MessageStart + " AND m.direction = 'outbound' AND m.status IN ('delivered', 'read')" + MessageEnd,
        ["failure"] = MessageStart + " AND m.direction = 'outbound' AND m.status = 'failed'" + MessageEnd,
        ["response"] = Took + " 'response'" + TookEnd,
        ["business-response"] = Took + " 'business_response'" + TookEnd,
        ["resolution"] = Took + " 'resolution'" + TookEnd,
        ["contacts"] = Contacts,
        ["preference"] = Preference,
        ["opt-outs"] = OptOuts,
    };
}
