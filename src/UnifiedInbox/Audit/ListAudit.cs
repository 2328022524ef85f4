using UnifiedInbox.Database;

namespace UnifiedInbox.Audit;

/// <summary>One line of the audit log, with the names of who did it and to whom.</summary>
internal sealed record AuditEntry
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Who { get; init; }
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public string? SubjectId { get; init; }
    public string? SubjectName { get; init; }
    public required string Details { get; init; }
}

/// <summary>The audit log, newest first, a page at a time by key.</summary>
internal static class ListAudit
{
    public const int PageSize = 50;

    private const string List = """
        SELECT a.id,
               a.at,
               w.name AS who,
               a.action,
               a.subject,
               a.subject_id,
               s.name AS subject_name,
               a.details::text
          FROM audit_log a
          LEFT JOIN users w ON w.id = a.user_id
          LEFT JOIN users s ON a.subject = 'user' AND s.id::text = a.subject_id
         WHERE (a.at, a.id) < (coalesce((SELECT b.at FROM audit_log b WHERE b.id = @before), 'infinity'),
                               coalesce(@before, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
         ORDER BY a.at DESC, a.id DESC
         LIMIT @limit
        """;

    /// <summary>The page after <paramref name="before"/>, and the id to go on from, null at the end.</summary>
    public static async Task<(IReadOnlyList<AuditEntry> Entries, Guid? Next)> RunAsync(Db db, Guid? before, CancellationToken ct)
    {
        var entries = await db.ListAsync<AuditEntry>(List, new { before, limit = PageSize + 1 }, ct);
        return entries.Count > PageSize ? (entries[..PageSize], entries[PageSize - 1].Id) : (entries, null);
    }
}
