using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Labels;

/// <summary>Removes a label from the list, from every conversation and from every contact.</summary>
internal sealed class DeleteLabel(Db db, ChangeNotifier changes)
{
    private const string Delete = """
        WITH gone AS (
            DELETE FROM labels WHERE id = @id RETURNING id
        ), told AS (
            INSERT INTO changes (kind, user_id) SELECT 'settings', @userId FROM gone
        )
        SELECT count(*) FROM gone
        """;

    /// <summary>
    /// In stretches, because a label may be on very many conversations and a long write holds back the live feed. Once the
    /// label is gone nobody sees what is left of it, so that an interrupted clearing does no harm.
    /// </summary>
    private const string Clear = """
        UPDATE conversations
           SET labels = array_remove(labels, @id)
         WHERE id IN (SELECT id FROM conversations WHERE labels @> ARRAY[@id] LIMIT 2000)
        """;

    private const string ClearContacts = """
        UPDATE contacts
           SET labels = array_remove(labels, @id)
         WHERE id IN (SELECT id FROM contacts WHERE labels <> '{}' AND labels @> ARRAY[@id] LIMIT 2000)
        """;

    /// <summary>False when there is no such label.</summary>
    public async Task<bool> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await db.FindAsync<long>(Delete, new { id, userId = caller.UserId }, ct) == 0) return false;
        changes.Wake();
        while (await db.ExecuteAsync(Clear, new { id }, ct) + await db.ExecuteAsync(ClearContacts, new { id }, ct) > 0)
        {
            // until nothing has it
        }
        return true;
    }

    /// <summary><c>DELETE /api/labels/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, DeleteLabel delete, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && await delete.RunAsync(http.Caller(), known, ct)
            ? TypedResults.NoContent()
            : Problem.Of(404, "not_found", "There is no such label.");
}
