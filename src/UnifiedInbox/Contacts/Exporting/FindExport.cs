using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Contacts.Exporting.Pages;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Exporting;

/// <summary>A package that is or was made in the background.</summary>
public sealed record PersonExport
{
    public Guid Id { get; init; }
    public Guid ContactId { get; init; }
    public string ContactName { get; init; } = "";

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Bytes; null until done.</summary>
    public long? Size { get; init; }

    public byte[]? Sha256 { get; init; }
}

/// <summary>Shows how far a package is, and gives it out: to who asked for it, and to nobody else, since it holds what they may see.</summary>
internal sealed class FindExport(Db db, AttachmentStore store)
{
    private readonly AttachmentStore store = store;

    private const string Sql = """
        SELECT e.id,
               e.contact_id,
               c.name AS contact_name,
               e.status,
               e.size,
               e.sha256
          FROM contact_exports e
          JOIN contacts c ON c.id = e.contact_id
         WHERE e.id = @id AND e.user_id = @userId
        """;

    public Task<PersonExport?> RunAsync(Caller caller, Guid id, CancellationToken ct) => db.FindAsync<PersonExport>(Sql, new { id, userId = caller.UserId }, ct);

    /// <summary><c>GET /api/contacts/exports/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, FindExport find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } export
            ? TypedResults.Ok(new ExportView(export.Id, export.Status, export.Size, export.Status == "done" ? $"/api/contacts/exports/{id}/file" : null))
            : NotFound();

    /// <summary><c>GET /contacts/exports/{id}</c></summary>
    public static async Task<IResult> PageAsync(Guid id, HttpContext http, FindExport find, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } export ? Page.Of<ExportPage>(new { Export = export }) : TypedResults.NotFound();

    /// <summary><c>GET …/exports/{id}/file</c>. No cache keeps it: when the person is deleted, so is this.</summary>
    public static async Task<IResult> FileAsync(Guid id, HttpContext http, FindExport find, CancellationToken ct)
    {
        if (await find.RunAsync(http.Caller(), id, ct) is not { Sha256: { } sha256 } export || await find.store.OpenAsync(sha256, ct) is not { } bytes) return NotFound();
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.File(bytes, "application/zip", ExportPerson.FileName(export.ContactName), enableRangeProcessing: true);
    }

    private static IResult NotFound() => Problem.Of(404, "export_not_found", "There is no such package, or it was kept long enough.");
}
