using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations;

/// <summary>Somebody a conversation can be given to.</summary>
public sealed record Teammate
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
}

/// <summary>The staff who may use an inbox, by name.</summary>
internal sealed class ListTeammates(Db db)
{
    private const string Sql = """
        SELECT id,
               name
          FROM users
         WHERE role IN ('admin', 'agent')
           AND deactivated_at IS NULL
           AND can_use_inbox(id, @inboxId)
         ORDER BY fold(name), id
        """;

    private const string Everybody = """
        SELECT id,
               name
          FROM users
         WHERE role IN ('admin', 'agent')
           AND deactivated_at IS NULL
         ORDER BY fold(name), id
         LIMIT 200
        """;

    public Task<List<Teammate>> EverybodyAsync(CancellationToken ct) => db.ListAsync<Teammate>(Everybody, null, ct);

    public Task<List<Teammate>> RunAsync(Guid inboxId, CancellationToken ct) => db.ListAsync<Teammate>(Sql, new { inboxId }, ct);
}
