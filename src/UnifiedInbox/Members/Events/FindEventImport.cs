using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Database;

namespace UnifiedInbox.Members.Events;

/// <summary>Reads imports of events: those somebody began themselves, and all for an admin.</summary>
internal sealed class FindEventImport(Db db)
{
    private const string One = "SELECT\n" + Import.Columns + "\n" + """
          FROM contact_imports i
         WHERE i.id = @id AND i.kind = 'events' AND (@isAdmin OR i.created_by = @userId)
        """;

    private const string Latest = "SELECT\n" + Import.Columns + "\n" + """
          FROM contact_imports i
         WHERE i.kind = 'events' AND (@isAdmin OR i.created_by = @userId)
         ORDER BY i.created_at DESC, i.id DESC
         LIMIT 20
        """;

    public Task<Import?> RunAsync(Caller caller, Guid id, CancellationToken ct) =>
        db.FindAsync<Import>(One, new { id, isAdmin = caller.IsAdmin, userId = caller.UserId }, ct);

    public Task<List<Import>> ListAsync(Caller caller, CancellationToken ct) =>
        db.ListAsync<Import>(Latest, new { isAdmin = caller.IsAdmin, userId = caller.UserId }, ct);

    /// <summary><c>created</c> are new, <c>skipped</c> were there already, <c>refused</c> could not be understood.</summary>
    public static ImportView View(Import import) => ImportView.Of(import) with { ReportUrl = $"/api/members/events/imports/{import.Id}/report" };

    /// <summary><c>GET /api/members/events/imports/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, FindEventImport find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } import ? TypedResults.Ok(View(import)) : FindImport.NotFound();

    /// <summary><c>GET …/imports/{id}/report?outcome=refused</c></summary>
    public static async Task<IResult> ReportAsync(Guid id, string? outcome, HttpContext http, Db db, FindEventImport find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } import ? ImportReport.Of(db, import, outcome, ct) : FindImport.NotFound();

    /// <summary><c>DELETE /api/members/events/imports/{id}</c>: what is in stays.</summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, FindEventImport find, CancelImport cancel, CancellationToken ct)
    {
        if (await find.RunAsync(http.Caller(), id, ct) is null) return FindImport.NotFound();
        await cancel.RunAsync(http.Caller(), id, ct);
        return TypedResults.Accepted($"/api/members/events/imports/{id}", View((await find.RunAsync(http.Caller(), id, ct))!));
    }
}
