using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Conversations.Views;

/// <summary>Takes a view away; the conversations in it stay where they are.</summary>
internal sealed class DeleteView(Db db, ChangeNotifier changes)
{
    private const string Sql = """
        WITH gone AS (
            DELETE FROM saved_views WHERE id = @id AND (owner_id = @userId OR is_shared AND @isAdmin) RETURNING id
        )
        INSERT INTO changes (kind, user_id) SELECT 'view', @userId FROM gone
        """;

    public async Task<bool> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, isAdmin = caller.IsAdmin }, ct) == 0) return false;
        changes.Wake();
        return true;
    }

    /// <summary><c>DELETE /api/views/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, DeleteView delete, CancellationToken ct) =>
        await delete.RunAsync(http.Caller(), id, ct) ? TypedResults.NoContent() : SaveView.NotFound();
}
