using UnifiedInbox.Database;

namespace UnifiedInbox.Messages.Email;

/// <summary>
/// People in Cc and Bcc who must not get mail of this inbox: the mail goes without them, and says so (<c>metadata.leftOut</c>). The gate
/// speaks for the one in To.
/// </summary>
internal static class LeaveOutSuppressed
{
    private const string Sql = """
        WITH barred AS (
            SELECT m.id, array_agg(DISTINCT a.address) AS addresses
              FROM messages m, unnest(m.cc || m.bcc) AS a (address)
             WHERE m.id = @id AND consent_state(m.inbox_id, a.address, 'email') IN ('suppressed', 'opted_out')
             GROUP BY m.id)
        UPDATE messages m
           SET metadata = m.metadata || jsonb_build_object('leftOut', to_jsonb(b.addresses))
          FROM barred b
         WHERE m.id = b.id
        RETURNING b.addresses
        """;

    /// <summary>The addresses left out.</summary>
    public static async Task<string[]> RunAsync(Db db, Guid id, CancellationToken ct) => await db.FindAsync<string[]>(Sql, new { id }, ct) ?? [];
}
