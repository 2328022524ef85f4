using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Meaning.Scores;

/// <summary>Somebody likely to fall silent.</summary>
public sealed record AtRisk
{
    public Guid ContactId { get; init; }
    public string Name { get; init; } = "";
    public float Churn { get; init; }
    public short? Engagement { get; init; }
}

/// <summary>Who is likeliest to fall silent, of those who write to an inbox the caller may use.</summary>
internal sealed class ListAtRisk(Db db)
{
    public const int Shown = 10;

    private const string Sql = """
        SELECT s.contact_id,
               coalesce(nullif(c.name, ''), c.phone, c.email, 'No name') AS name,
               s.churn,
               s.engagement
          FROM member_scores s
          JOIN contacts c ON c.id = s.contact_id
         WHERE s.churn IS NOT NULL
           AND EXISTS (SELECT FROM conversations v WHERE v.contact_id = c.id AND can_use_inbox(@userId, v.inbox_id))
         ORDER BY s.churn DESC NULLS LAST, s.id
         LIMIT @limit
        """;

    public Task<List<AtRisk>> RunAsync(Caller caller, int limit, CancellationToken ct) => db.ListAsync<AtRisk>(Sql, new { userId = caller.UserId, limit }, ct);
}
