using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>One template: the team's, or the caller's own.</summary>
internal sealed class FindTemplate(Db db)
{
    /// <summary>What anybody sees.</summary>
    internal const string Mine = "(t.owner_id IS NULL OR t.owner_id = @userId)";

    private const string Sql = "SELECT " + Template.Columns + " FROM templates t WHERE t.id = @id AND " + Mine;

    public Task<Template?> RunAsync(Caller caller, Guid id, CancellationToken ct) => db.FindAsync<Template>(Sql, new { id, userId = caller.UserId }, ct);

    /// <summary><c>GET /api/templates/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, FindTemplate find, CancellationToken ct) =>
        Guid.TryParse(id, out var known) && await find.RunAsync(http.Caller(), known, ct) is { } template ? TypedResults.Ok(TemplateView.Of(template)) : NotFound();

    public static IResult NotFound() => Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such template.");
}
