using System.Text.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Events;

namespace UnifiedInbox.Members.Pages;

/// <summary>A feature: whether they have it, and how much they use it.</summary>
public sealed record FeatureUse
{
    public string Name { get; init; } = "";

    /// <summary>They are entitled to it; null where nobody ever said what they are entitled to.</summary>
    public bool? IsEntitled { get; init; }
    public long? Limit { get; init; }

    /// <summary>How often, in the last 30 days and the last 365.</summary>
    public long Month { get; init; }
    public long Year { get; init; }
    public DateTimeOffset? LastAt { get; init; }
}

/// <summary>What a member has and what they use.</summary>
/// <param name="EntitledSince">When it was last said what they have; null = never.</param>
public sealed record Features(IReadOnlyList<FeatureUse> Used, DateTimeOffset? EntitledSince);

internal sealed class ReadFeatures(Db db, TimeProvider time)
{
    private const string Entitled = """
        SELECT e.features::text AS features,
               e.at
          FROM member_events e
         WHERE e.contact_id = @id
           AND e.features IS NOT NULL
         ORDER BY e.at DESC, e.id DESC
         LIMIT 1
        """;

    private const string Usage = """
        SELECT e.name,
               sum(e.quantity)::bigint AS year,
               coalesce(sum(e.quantity) FILTER (WHERE e.at >= @month), 0)::bigint AS month,
               max(e.at) AS last_at
          FROM member_events e
         WHERE e.contact_id = @id
           AND e.type = 'feature_used'
           AND e.at >= @year
         GROUP BY e.name
         ORDER BY year DESC, e.name
         LIMIT 200
        """;

    public async Task<Features> RunAsync(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var used = await db.ListAsync<FeatureUse>(Usage, new { id, month = now.AddDays(-30), year = now.AddDays(-365) }, ct);
        if (await db.FindAsync<(string Features, DateTime At)?>(Entitled, new { id }, ct) is not { } said) return new(used, null);
        var entitled = (JsonSerializer.Deserialize<List<Entitlement>>(said.Features) ?? []).DistinctBy(one => one.Name).ToDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
        var names = used.Select(use => use.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(
        [
            .. used.Select(use => use with { IsEntitled = entitled.ContainsKey(use.Name), Limit = entitled.GetValueOrDefault(use.Name)?.Limit }),
            .. entitled.Values.Where(one => !names.Contains(one.Name)).Select(one => new FeatureUse { Name = one.Name, IsEntitled = true, Limit = one.Limit }),
        ], new DateTimeOffset(DateTime.SpecifyKind(said.At, DateTimeKind.Utc)));
    }
}
