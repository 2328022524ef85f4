using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>A merge that can still be undone.</summary>
public sealed record RecentMerge
{
    public Guid Id { get; init; }
    public string GoneName { get; init; } = "";
    public string? ByName { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset UndoUntil { get; init; }
}

/// <summary>What is known of merges: where a contact that is gone went, and what can be undone.</summary>
internal sealed class FindMerge(Db db, TimeProvider time)
{
    private const string Into = "SELECT kept_id FROM contact_merges WHERE gone_id = @id";

    private const string Recent = """
        SELECT m.id,
               m.gone_name,
               u.name AS by_name,
               m.at,
               m.undo_until
          FROM contact_merges m
          LEFT JOIN users u ON u.id = m.by_user
         WHERE m.kept_id = @id AND m.snapshot IS NOT NULL AND m.undo_until > @now
         ORDER BY m.at DESC, m.id DESC
         LIMIT 1
        """;

    /// <summary>The contact that everything of a merged one is with now; null where there was no merge.</summary>
    public Task<Guid?> IntoAsync(Guid id, CancellationToken ct) => db.FindAsync<Guid?>(Into, new { id }, ct);

    public Task<RecentMerge?> RecentAsync(Guid id, CancellationToken ct) => db.FindAsync<RecentMerge>(Recent, new { id, now = time.GetUtcNow() }, ct);

    /// <summary>For programs that ask for a contact that was merged.</summary>
    public static IResult Moved(Guid into) =>
        Problem.Of(410, "contact_merged", "This contact was merged into another one.", ("mergedInto", into));
}
