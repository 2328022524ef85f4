using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Ends an import: at once where it has not begun, else behind the batch that is being written. What is in stays.</summary>
internal sealed class CancelImport(Db db, ImportFiles files, ImportSignal signal, ChangeNotifier changes, TimeProvider time)
{
    private const string Sql = """
        WITH asked AS (
            UPDATE contact_imports
               SET cancel_asked_at = coalesce(cancel_asked_at, @now),
                   status = CASE WHEN status = 'running' THEN status ELSE 'canceled' END,
                   finished_at = CASE WHEN status = 'running' THEN finished_at ELSE @now END
             WHERE id = @id AND status IN ('draft', 'queued', 'running', 'checked')
            RETURNING status),
        told AS (
            INSERT INTO changes (kind, user_id) SELECT 'import', @userId FROM asked)
        SELECT status FROM asked
        """;

    /// <summary>False where it has ended already, or there is none.</summary>
    public async Task<bool> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await db.FindAsync<string>(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) is not { } status) return false;
        if (status == "canceled") files.Delete(id);
        changes.Wake();
        signal.Poke();
        return true;
    }

    /// <summary><c>DELETE /api/contacts/imports/{id}</c>: 202 with how far it came.</summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, CancelImport cancel, FindImport find, CancellationToken ct)
    {
        await cancel.RunAsync(http.Caller(), id, ct);
        return await find.RunAsync(id, ct) is { } import ? TypedResults.Accepted($"/api/contacts/imports/{id}", ImportView.Of(import)) : FindImport.NotFound();
    }
}
