using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Reads imports of contacts. They are the team's: any admin sees them all.</summary>
internal sealed class FindImport(Db db)
{
    private const int Newest = 20;

    private const string One = "SELECT\n" + Import.Columns + "\n  FROM contact_imports i WHERE i.id = @id AND i.kind = 'contacts'";

    private const string Latest = "SELECT\n" + Import.Columns + "\n  FROM contact_imports i WHERE i.kind = 'contacts' ORDER BY i.created_at DESC, i.id DESC LIMIT @newest";

    private const string Rows = """
        SELECT r.number,
               r.line,
               r.outcome,
               r.reason,
               r.raw
          FROM contact_import_rows r
         WHERE r.import_id = @id
           AND r.raw IS NOT NULL
         ORDER BY r.number
         LIMIT @most
        """;

    public Task<Import?> RunAsync(Guid id, CancellationToken ct) => db.FindAsync<Import>(One, new { id }, ct);

    public Task<List<Import>> ListAsync(CancellationToken ct) => db.ListAsync<Import>(Latest, new { newest = Newest }, ct);

    /// <summary>The first rows that were left out.</summary>
    public Task<List<ReportedRow>> LeftOutAsync(Guid id, int most, CancellationToken ct) => db.ListAsync<ReportedRow>(Rows, new { id, most }, ct);

    /// <summary><c>GET /api/contacts/imports/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, FindImport find, CancellationToken ct) =>
        await find.RunAsync(id, ct) is { } import ? TypedResults.Ok(ImportView.Of(import)) : NotFound();

    /// <summary><c>GET /api/contacts/imports</c>: the newest twenty.</summary>
    public static async Task<IResult> ListEndpointAsync(FindImport find, CancellationToken ct) =>
        TypedResults.Ok(new ListPage<ImportView>([.. (await find.ListAsync(ct)).Select(ImportView.Of)], null));

    public static IResult NotFound() => Problem.Of(404, "import_not_found", "There is no such import, or its report was kept long enough.");
}

/// <summary>A line of an import's report.</summary>
public sealed record ReportedRow
{
    public long Number { get; init; }
    public long Line { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>skipped</c> or <c>refused</c>.</summary>
    public string Outcome { get; init; } = "";

    public string? Reason { get; init; }

    /// <summary>As it stands in the file, cut; null for rows that are in.</summary>
    public string? Raw { get; init; }

    public Guid? ContactId { get; init; }
}
