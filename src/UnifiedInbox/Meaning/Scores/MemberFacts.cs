namespace UnifiedInbox.Meaning.Scores;

/// <summary>
/// What a contact's messages say about them, counted at one moment. Spam, automatic mail and what never left do not count. A turn is the
/// last of our messages in a row: answered by what they write next within <see cref="AnswerDays"/> days, not answered once those are over.
/// </summary>
internal sealed record MemberFacts
{
    public const int FrequencyDays = 90;
    public const int ReplyDays = 180;
    public const int AnswerDays = 7;

    public Guid ContactId { get; init; }

    /// <summary>Messages in either direction, within the last <see cref="HistoryDays"/> days.</summary>
    public long Messages { get; init; }

    public DateTimeOffset? LastInboundAt { get; init; }

    /// <summary>UTC days of the last <see cref="FrequencyDays"/> on which they wrote.</summary>
    public int ActiveDays { get; init; }

    public int Answered { get; init; }

    public int Unanswered { get; init; }

    /// <summary>The median time to an answer, in seconds; null without one.</summary>
    public double? ReplySeconds { get; init; }

    /// <summary>Our mails and WhatsApp messages of the last <see cref="ReplyDays"/> days, older than a day.</summary>
    public int Readable { get; init; }

    /// <summary>Of those, the ones they opened.</summary>
    public int Opened { get; init; }

    /// <summary>UTC days on which they wrote, of the last <see cref="HistoryDays"/>, oldest first.</summary>
    public DateTime[] Days { get; init; } = [];

    public const int HistoryDays = 400;

    public const string Sql = """
        WITH asked AS MATERIALIZED (
            SELECT m.contact_id,
                   m.id,
                   m.at,
                   m.direction,
                   m.channel,
                   m.opened_at IS NOT NULL OR m.read_at IS NOT NULL AS opened
              FROM messages m
             WHERE m.contact_id = ANY (@contacts)
               AND m.at > @now::timestamptz - interval '400 days'
               AND m.at <= @now
               AND CASE m.direction WHEN 'inbound' THEN m.automatic IS NULL AND NOT m.is_spam
                                    ELSE m.status IN ('sent', 'delivered', 'read', 'unconfirmed') END
        ), row_by_row AS (
            SELECT a.*,
                   lead(a.direction) OVER following AS next_direction,
                   lead(a.at) OVER following AS next_at
              FROM asked a
            WINDOW following AS (PARTITION BY a.contact_id ORDER BY a.at, a.id)
        ), turns AS (
            SELECT r.*,
                   extract(epoch FROM r.next_at - r.at) AS seconds,
                   r.direction = 'outbound' AND r.next_direction = 'inbound' AND r.next_at <= r.at + interval '7 days' AS is_answered,
                   r.direction = 'outbound' AND (r.next_direction = 'inbound' AND r.next_at > r.at + interval '7 days'
                                                 OR r.next_direction IS NULL AND r.at < @now::timestamptz - interval '7 days') AS is_unanswered,
                   r.at > @now::timestamptz - interval '180 days' AS is_recent
              FROM row_by_row r
        )
        SELECT t.contact_id,
               count(*) AS messages,
               max(t.at) FILTER (WHERE t.direction = 'inbound') AS last_inbound_at,
               (count(DISTINCT (t.at AT TIME ZONE 'UTC')::date) FILTER (WHERE t.direction = 'inbound' AND t.at > @now::timestamptz - interval '90 days'))::int AS active_days,
               (count(*) FILTER (WHERE t.is_answered AND t.is_recent))::int AS answered,
               (count(*) FILTER (WHERE t.is_unanswered AND t.is_recent))::int AS unanswered,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY t.seconds) FILTER (WHERE t.is_answered AND t.is_recent) AS reply_seconds,
               (count(*) FILTER (WHERE t.direction = 'outbound' AND t.channel <> 'sms' AND t.is_recent AND t.at < @now::timestamptz - interval '1 day'))::int AS readable,
               (count(*) FILTER (WHERE t.direction = 'outbound' AND t.channel <> 'sms' AND t.is_recent AND t.at < @now::timestamptz - interval '1 day' AND t.opened))::int AS opened,
               coalesce(array_agg(DISTINCT date_trunc('day', t.at AT TIME ZONE 'UTC') ORDER BY date_trunc('day', t.at AT TIME ZONE 'UTC')) FILTER (WHERE t.direction = 'inbound'), '{}') AS days
          FROM turns t
         GROUP BY t.contact_id
        """;
}
