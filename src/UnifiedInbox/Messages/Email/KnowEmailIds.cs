using UnifiedInbox.Database;
using UnifiedInbox.Mail.Threads;

namespace UnifiedInbox.Messages.Email;

/// <summary>Remembers the ids a provider put in the place of ours: answers name them.</summary>
internal static class KnowEmailIds
{
    private const string Sql = """
        INSERT INTO email_ids (key, message_id)
        SELECT k.key, m.id FROM unnest(@keys) AS k (key), messages m WHERE m.id = @id
        ON CONFLICT DO NOTHING
        """;

    public static Task RunAsync(Db db, Guid id, IReadOnlyList<string> rfcIds, CancellationToken ct) =>
        db.ExecuteAsync(Sql, new { id, keys = rfcIds.Select(MessageIds.Key).ToArray() }, ct);
}
