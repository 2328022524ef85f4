using System.Text.Json;
using System.Text.Json.Nodes;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Analytics;

/// <summary>
/// Each metric once more from the raw rows, in SQL of its own: window functions and plain loops over everything, where the product adds up
/// what it has counted. Written from docs/metrics.md.
/// </summary>
internal static class Recount
{
    private const string Base = """
        WITH m AS MATERIALIZED (
            SELECT x.*, v.assignee_id, v.labels,
                   CASE x.direction WHEN 'inbound' THEN v.assignee_id ELSE x.author_id END AS agent,
                   x.direction = 'outbound' AND x.status = ANY ('{sent,delivered,read}') AS went
              FROM messages x INNER JOIN conversations v ON x.conversation_id = v.id
             WHERE x.is_spam IS FALSE
        ), threads AS (
            -- Each message with the number of replies before it: what shares a number waits for the same reply.
            SELECT w.*, sum(w.is_reply::int) OVER (PARTITION BY w.conversation_id ORDER BY w.at, w.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS turn
              FROM (SELECT m.*, went AND automatic IS NULL AND schedule_id IS NULL AND (metadata -> 'autoReply') IS NULL AS is_reply,
                           direction = 'inbound' AND automatic IS NULL AS asks
                      FROM m) w
        ), answers AS (
            SELECT t.id, t.at, t.inbox_id, t.channel, t.author_id AS agent, t.labels,
                   min(q.at) AS asked
              FROM threads t
              JOIN threads q ON q.conversation_id = t.conversation_id AND q.asks AND q.at <= t.at AND coalesce(q.turn, 0) = coalesce(t.turn, 0)
             WHERE t.is_reply
             GROUP BY t.id, t.at, t.inbox_id, t.channel, t.author_id, t.labels
        ), closings AS (
            SELECT v.id, v.closed_at AS at, v.inbox_id, i.channel, v.assignee_id AS agent, v.labels,
                   greatest(v.closed_at, (SELECT min(m.at) FROM m WHERE m.conversation_id = v.id)) - (SELECT min(m.at) FROM m WHERE m.conversation_id = v.id) AS took
              FROM conversations v JOIN inboxes i ON i.id = v.inbox_id
             WHERE v.status = 'closed' AND EXISTS (SELECT 1 FROM m WHERE m.conversation_id = v.id)
        ), inr AS (SELECT * FROM m WHERE at >= @from AND at < @to AND inbox_id = ANY (@inboxes)
                      AND (@channel::text IS NULL OR channel = @channel) AND (@agent::uuid IS NULL OR agent = @agent) AND (@label::uuid IS NULL OR @label = ANY (labels)))
        , ans AS (SELECT *, extract(epoch FROM at - asked)::float8 AS s FROM answers WHERE at >= @from AND at < @to AND inbox_id = ANY (@inboxes)
                      AND (@channel::text IS NULL OR channel = @channel) AND (@agent::uuid IS NULL OR agent = @agent) AND (@label::uuid IS NULL OR @label = ANY (labels)))
        , clo AS (SELECT *, extract(epoch FROM took)::float8 AS s FROM closings WHERE at >= @from AND at < @to AND inbox_id = ANY (@inboxes)
                      AND (@channel::text IS NULL OR channel = @channel) AND (@agent::uuid IS NULL OR agent = @agent) AND (@label::uuid IS NULL OR @label = ANY (labels)))
        """;

    private const string Sql = Base + """
        SELECT jsonb_build_object(
            'messages', (SELECT count(*) FROM inr),
            'inbound', (SELECT count(*) FROM inr WHERE direction = 'inbound'),
            'contacts', (SELECT count(*) FROM contacts WHERE created_at >= @from AND created_at < @to),
            'channels', (SELECT coalesce(jsonb_object_agg(channel, n), '{}') FROM (SELECT channel, count(*) n FROM inr GROUP BY 1) a),
            'statuses', (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (SELECT status, count(*) n FROM inr GROUP BY 1) a),
            'days', (SELECT coalesce(jsonb_object_agg(d, n), '{}') FROM (SELECT to_char(at AT TIME ZONE @zone, 'YYYY-MM-DD') d, count(*) n FROM inr GROUP BY 1) a),
            'hours', (SELECT coalesce(jsonb_object_agg(h, n), '{}') FROM (SELECT to_char(at AT TIME ZONE @zone, 'ID-FMHH24') h, count(*) n FROM inr WHERE direction = 'inbound' GROUP BY 1) a),
            'left', (SELECT count(*) FROM inr WHERE went),
            'replied', (SELECT count(*) FROM inr o WHERE went AND (SELECT count(*) FROM m r WHERE r.conversation_id = o.conversation_id AND r.direction = 'inbound'
                          AND r.automatic IS NULL AND r.at - o.at > '0s' AND r.at - o.at <= '7 days') > 0),
            'delivered', (SELECT count(*) FROM inr WHERE direction = 'outbound' AND status IN ('delivered', 'read')),
            'failed', (SELECT count(*) FROM inr WHERE direction = 'outbound' AND status = 'failed'),
            'reasons', (SELECT coalesce(jsonb_object_agg(c, n), '{}') FROM (SELECT coalesce(error_code, '') c, count(*) n FROM inr WHERE status = 'failed' GROUP BY 1) a),
            'optOuts', (SELECT count(*) FROM consents WHERE state = 'opted_out' AND NOT source = 'remembered' AND at >= @from AND at < @to AND inbox_id = ANY (@inboxes)
                          AND (@channel::text IS NULL OR channel = @channel)),
            'response', (SELECT jsonb_build_object('n', count(*), 'avg', avg(s), 'median', percentile_cont(0.5) WITHIN GROUP (ORDER BY s)) FROM ans),
            'resolution', (SELECT jsonb_build_object('n', count(*), 'avg', avg(s), 'median', percentile_cont(0.5) WITHIN GROUP (ORDER BY s)) FROM clo),
            'members', (SELECT coalesce(jsonb_object_agg(contact_id, n), '{}') FROM (SELECT contact_id, count(*) n FROM inr GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) a),
            'preference', (SELECT coalesce(jsonb_object_agg(channel, n), '{}') FROM (
                SELECT channel, count(*) n FROM (SELECT contact_id, channel, row_number() OVER (PARTITION BY contact_id ORDER BY count(*) DESC, channel) place
                                                   FROM inr WHERE direction = 'inbound' GROUP BY 1, 2) b WHERE place = 1 GROUP BY 1) a),
            'agents', (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (SELECT coalesce(agent::text, 'nobody') || ' ' || direction k, count(*) n FROM inr GROUP BY 1) a),
            'labels', (SELECT coalesce(jsonb_object_agg(l, n), '{}') FROM (SELECT l, count(*) n FROM inr, unnest(labels) l GROUP BY 1) a))::text
        """;

    public static async Task<JsonNode> RunAsync(Db db, Guid[] inboxes, DateTimeOffset from, DateTimeOffset to, string zone, string? channel = null, Guid? agent = null, Guid? label = null) =>
        JsonNode.Parse((await db.FindAsync<string>(Sql, new { inboxes, from, to, zone, channel, agent, label }, CancellationToken.None))!)!;

    /// <summary>The answer of the API, brought into the same shape.</summary>
    public static JsonNode Shape(JsonElement answer)
    {
        var totals = answer.GetProperty("totals");
        return JsonNode.Parse(JsonSerializer.Serialize(new
        {
            messages = answer.GetProperty("totalMessages").GetInt64(),
            inbound = totals.GetProperty("inbound").GetInt64(),
            contacts = answer.GetProperty("totalContacts").GetInt64(),
            channels = Counts(answer, "byChannel", "channel", "_count"),
            statuses = Counts(answer, "byStatus", "status", "_count"),
            days = answer.GetProperty("dailyActivity").EnumerateObject().ToDictionary(day => day.Name, day => day.Value.GetInt64()),
            hours = answer.GetProperty("load").GetProperty("byHour").EnumerateArray().Where(hour => hour.GetProperty("inbound").GetInt64() > 0)
                .ToDictionary(hour => $"{hour.GetProperty("weekday")}-{hour.GetProperty("hour")}", hour => hour.GetProperty("inbound").GetInt64()),
            left = totals.GetProperty("left").GetInt64(),
            replied = totals.GetProperty("replied").GetInt64(),
            delivered = totals.GetProperty("delivered").GetInt64(),
            failed = totals.GetProperty("failed").GetInt64(),
            reasons = Counts(answer, "failureReasons", "code", "count"),
            optOuts = totals.GetProperty("optOuts").GetInt64(),
            response = Took(totals.GetProperty("response")),
            resolution = Took(totals.GetProperty("resolution")),
            members = Counts(answer, "mostActiveMembers", "id", "messages"),
            preference = Counts(answer, "channelPreference", "channel", "_count"),
            agents = answer.GetProperty("byAgent").EnumerateArray().SelectMany(agent => new[] { "inbound", "outbound" }.Select(direction =>
                    (Key: $"{(agent.GetProperty("id").ValueKind == JsonValueKind.Null ? "nobody" : agent.GetProperty("id").GetString())} {direction}", N: agent.GetProperty(direction).GetInt64())))
                .Where(pair => pair.N > 0).ToDictionary(pair => pair.Key, pair => pair.N),
            labels = Counts(answer, "byLabel", "id", "messages"),
        }))!;
    }

    /// <summary>Alike to the microsecond; numbers that are sums of many are alike to a millionth.</summary>
    public static void AssertSame(JsonNode expected, JsonNode actual)
    {
        foreach (var (name, wanted) in expected.AsObject())
        {
            var found = actual[name];
            if (wanted is JsonObject inner && found is JsonObject)
            {
                Assert.Equal(string.Join(", ", Flat(inner)), string.Join(", ", Flat(found.AsObject())));
            }
            else
            {
                Assert.True(wanted?.ToString() == found?.ToString(), $"{name}: {wanted} were counted, {found} answered");
            }
        }
    }

    private static IEnumerable<string> Flat(JsonObject counts) =>
        counts.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={Math.Round(pair.Value!.GetValue<JsonElement>().GetDouble(), 3)}");

    private static Dictionary<string, long> Counts(JsonElement answer, string list, string key, string count) =>
        answer.GetProperty(list).EnumerateArray().Where(row => row.GetProperty(count).GetInt64() > 0)
            .ToDictionary(row => row.GetProperty(key).GetString()!, row => row.GetProperty(count).GetInt64());

    private static object Took(JsonElement durations) => new
    {
        n = durations.GetProperty("count").GetInt64(),
        avg = durations.GetProperty("averageSeconds").ValueKind == JsonValueKind.Null ? (double?)null : durations.GetProperty("averageSeconds").GetDouble(),
        median = durations.GetProperty("medianSeconds").ValueKind == JsonValueKind.Null ? (double?)null : durations.GetProperty("medianSeconds").GetDouble(),
    };
}
