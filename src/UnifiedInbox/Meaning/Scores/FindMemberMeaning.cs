using System.Text.Json;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>What is known of a contact beyond their words.</summary>
/// <param name="Engagement">0 to 100, with its parts.</param>
/// <param name="Churn">The chance that they fall silent.</param>
/// <param name="Sentiment">Month by month, oldest first; of the inboxes the caller may use.</param>
/// <param name="Categories">What they write about, the most frequent first.</param>
/// <param name="ComputedAt">When the scores were counted; null where they are not yet.</param>
public sealed record MemberMeaning(EngagementScore Engagement, ChurnScore Churn, IReadOnlyList<SentimentMonth> Sentiment, IReadOnlyList<CategoryCount> Categories, DateTimeOffset? ComputedAt);

/// <summary>0 to 100; null without any message.</summary>
public sealed record EngagementScore(int? Score, IReadOnlyList<ScorePart> Parts);

/// <summary>The chance, 0 to 1, of writing nothing in the next 30 days; null where it is unknown, and why.</summary>
public sealed record ChurnScore(double? Chance, string? UnknownBecause, IReadOnlyList<ScorePart> Parts);

/// <summary>A calendar month (UTC) of somebody's messages by sentiment.</summary>
public sealed record SentimentMonth
{
    public DateTime Month { get; init; }
    public int Positive { get; init; }
    public int Neutral { get; init; }
    public int Negative { get; init; }
    public int Unknown { get; init; }
}

/// <summary>A category and how many of their messages of the last year have it.</summary>
public sealed record CategoryCount
{
    public string Category { get; init; } = "";
    public string Name { get; init; } = "";
    public int Count { get; init; }
}

/// <summary>Reads it; the numbers of a score are the person's as a whole, what is counted by message is of the caller's inboxes.</summary>
internal sealed class FindMemberMeaning(Db db, TimeProvider time)
{
    private const string Scores = """
        SELECT c.id,
               s.engagement,
               coalesce(s.parts, '[]')::text AS parts,
               s.churn,
               CASE WHEN s.computed_at IS NULL THEN 'It is being counted.' ELSE s.churn_unknown END AS churn_unknown,
               coalesce(s.churn_parts, '[]')::text AS churn_parts,
               s.computed_at
          FROM contacts c
          LEFT JOIN LATERAL (SELECT * FROM member_scores WHERE contact_id = c.id ORDER BY computed_at DESC NULLS LAST LIMIT 1) s ON true
         WHERE c.id = @id
        """;

    private const string Trend = """
        SELECT date_trunc('month', m.at AT TIME ZONE 'UTC') AS month,
               (count(*) FILTER (WHERE coalesce(y.said_sentiment, y.sentiment) = 'positive'))::int AS positive,
               (count(*) FILTER (WHERE coalesce(y.said_sentiment, y.sentiment) = 'neutral'))::int AS neutral,
               (count(*) FILTER (WHERE coalesce(y.said_sentiment, y.sentiment) = 'negative'))::int AS negative,
               (count(*) FILTER (WHERE coalesce(y.said_sentiment, y.sentiment) = 'unknown'))::int AS unknown
          FROM messages m
          JOIN message_meanings y ON y.message_id = m.id
         WHERE m.contact_id = @id AND m.at > @since AND NOT m.is_spam AND can_use_inbox(@userId, m.inbox_id)
         GROUP BY 1
         ORDER BY 1
        """;

    private const string Categories = """
        SELECT coalesce(y.said_category, y.category) AS category,
               coalesce(max(l.name::text), '') AS name,
               count(*)::int AS count
          FROM messages m
          JOIN message_meanings y ON y.message_id = m.id
          LEFT JOIN labels l ON l.id::text = coalesce(y.said_category, y.category)
         WHERE m.contact_id = @id AND m.at > @since AND NOT m.is_spam AND can_use_inbox(@userId, m.inbox_id)
         GROUP BY 1
         ORDER BY count(*) DESC, 1
         LIMIT 20
        """;

    /// <summary>Null where there is no such contact.</summary>
    public async Task<MemberMeaning?> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var parameters = new { id, userId = caller.UserId, since = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-11) };
        if (await db.FindAsync<Row>(Scores, parameters, ct) is not { } row) return null;
        var categories = await db.ListAsync<CategoryCount>(Categories, parameters, ct);
        return new MemberMeaning(
            new EngagementScore(row.Engagement, Parts(row.Parts)),
            new ChurnScore(row.Churn, row.Churn is null ? row.ChurnUnknown ?? "It is being counted." : null, Parts(row.ChurnParts)),
            await db.ListAsync<SentimentMonth>(Trend, parameters, ct),
            [.. categories.Select(count => count with { Name = count.Name.Length > 0 ? count.Name : Guid.TryParse(count.Category, out _) ? "A deleted label" : MeaningWords.Of(count.Category) })],
            row.ComputedAt);
    }

    /// <summary><c>GET /api/members/{id}/meaning</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, FindMemberMeaning find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } meaning ? TypedResults.Ok(meaning) : Problem.Of(404, "not_found", "There is no such member.");

    private static List<ScorePart> Parts(string json) => JsonSerializer.Deserialize<List<ScorePart>>(json, JsonSerializerOptions.Web) ?? [];

    private sealed record Row
    {
        public short? Engagement { get; init; }
        public string Parts { get; init; } = "[]";
        public float? Churn { get; init; }
        public string? ChurnUnknown { get; init; }
        public string ChurnParts { get; init; } = "[]";
        public DateTimeOffset? ComputedAt { get; init; }
    }
}
