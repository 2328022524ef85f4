using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Templates;

/// <summary>Removes a template; what was sent with it stays.</summary>
internal sealed class DeleteTemplate(Db db)
{
    private const string Sql = "DELETE FROM templates t WHERE t.id = @id AND " + FindTemplate.Mine;

    public async Task<bool> RunAsync(Caller caller, Guid id, CancellationToken ct) => await db.ExecuteAsync(Sql, new { id, userId = caller.UserId }, ct) > 0;

    /// <summary><c>DELETE /api/templates/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, DeleteTemplate delete, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && await delete.RunAsync(http.Caller(), known, ct) ? TypedResults.NoContent() : FindTemplate.NotFound();
}
