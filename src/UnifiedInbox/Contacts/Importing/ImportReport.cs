using System.Text;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// The report of an import as CSV, a line for each row of the file: what became of it and why, and the row itself where it was left
/// out. Read by key, a thousand at a time, so that a million rows cost no more memory than a thousand.
/// </summary>
internal static class ImportReport
{
    private const int AtOnce = 1000;

    private const string Sql = """
        SELECT r.number,
               r.line,
               r.outcome,
               r.reason,
               r.raw,
               r.contact_id
          FROM contact_import_rows r
         WHERE r.import_id = @id
           AND r.number > @after
           AND (@outcome::text IS NULL OR r.outcome = @outcome)
         ORDER BY r.number
         LIMIT @most
        """;

    /// <summary><c>GET …/imports/{id}/report?outcome=refused</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, string? outcome, Db db, FindImport find, CancellationToken ct) =>
        await find.RunAsync(id, ct) is { } import ? Of(db, import, outcome, ct) : FindImport.NotFound();

    /// <summary>For an import that whoever asks may see.</summary>
    public static IResult Of(Db db, Import import, string? outcome, CancellationToken ct)
    {
        var name = Path.GetFileNameWithoutExtension(import.FileName);
        return CsvAnswer.Of($"{name} report.csv", writer => WriteAsync(writer, db, import.Id, outcome is "created" or "updated" or "skipped" or "refused" ? outcome : null, ct));
    }

    private static async Task WriteAsync(CsvAnswer.Writer writer, Db db, Guid id, string? outcome, CancellationToken ct)
    {
        await writer.RowAsync("row", "line", "outcome", "reason", "contact_id", "original");
        List<ReportedRow> rows;
        long after = 0;
        do
        {
            rows = await db.ListAsync<ReportedRow>(Sql, new { id, after, outcome, most = AtOnce }, ct);
            foreach (var row in rows) await writer.RowAsync($"{row.Number}", $"{row.Line}", row.Outcome, row.Reason, row.ContactId?.ToString(), row.Raw);
            if (rows.Count > 0) after = rows[^1].Number;
        }
        while (rows.Count == AtOnce);
    }
}
