using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Team;

/// <summary>One of the staff, as the team's page lists them.</summary>
public sealed record Teammate
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }
    public required string Role { get; init; }
    public required bool TwoFactorEnabled { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public DateTimeOffset? DeactivatedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The staff: active ones first, then by name.</summary>
internal static class Teammates
{
    private const string List = """
        SELECT u.id,
               u.name,
               u.email::text,
               u.role,
               u.two_factor_enabled,
               u.deactivated_at,
               u.created_at,
               (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at
          FROM users u
         WHERE u.role IN ('admin', 'agent')
         ORDER BY u.deactivated_at IS NOT NULL, lower(u.name), u.id
         LIMIT 1000
        """;

    public static Task<List<Teammate>> ListAsync(Db db, CancellationToken ct) => db.ListAsync<Teammate>(List, null, ct);
}
