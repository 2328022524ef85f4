using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Templates;

/// <summary>What became of a file.</summary>
public sealed record ImportReport(int Created, int Updated, int Unchanged, int Refused, IReadOnlyList<ImportedRow> Rows);

/// <param name="Row">Its line in a spreadsheet; the names of the columns are line 1.</param>
/// <param name="Status"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="Errors">Why it was refused.</param>
public sealed record ImportedRow(int Row, string Name, string Status, IReadOnlyList<string> Errors);

/// <summary>
/// Takes templates in from CSV. A row whose folder and name are known changes that template. Rows that cannot be are listed; all others
/// are written together or not at all.
/// </summary>
internal sealed class ImportTemplates(Db db, TimeProvider time)
{
    public const int MostBytes = 20_000_000;

    public async Task<(ImportReport? Report, string? Objection)> RunAsync(Caller caller, byte[] file, CancellationToken ct)
    {
        var (rows, objection) = TemplateCsv.Read(file);
        if (objection is not null) return (null, objection);
        var results = new List<ImportedRow>();
        var good = new List<(CsvRow Row, Template Template)>();
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            var (template, errors) = TemplateRules.Check(row.Template, null, caller.UserId);
            var reasons = row.Objection is { } bad ? [bad] : errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}")).ToList();
            if (reasons.Count == 0 && !first.TryAdd($"{template.OwnerId}\n{template.Folder}\n{template.Name}", row.Number))
                reasons.Add($"The same folder and name stand in row {first[$"{template.OwnerId}\n{template.Folder}\n{template.Name}"]}.");
            if (reasons.Count == 0) good.Add((row, template));
            else results.Add(new ImportedRow(row.Number, Cut(row.Template.Name!), "refused", reasons));
        }
        results.AddRange(await WriteAsync(caller, good, ct));
        int Count(string status) => results.Count(row => row.Status == status);
        return (new ImportReport(Count("created"), Count("updated"), Count("unchanged"), Count("refused"), [.. results.OrderBy(row => row.Row)]), null);
    }

    private Task<List<ImportedRow>> WriteAsync(Caller caller, List<(CsvRow Row, Template Template)> good, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        var results = new List<ImportedRow>();
        foreach (var (row, template) in good)
        {
            var parameters = SaveTemplate.Row(template with { Id = NewId.Next(time) }, caller, time.GetUtcNow());
            var status = "created";
            if (await connection.QuerySingleOrDefaultAsync<Template>(new CommandDefinition(SaveTemplate.Insert, parameters, cancellationToken: ct)) is null)
            {
                var known = await connection.QuerySingleAsync<Template>(new CommandDefinition(SaveTemplate.FindByName, parameters, cancellationToken: ct));
                var same = known with { Id = template.Id, CreatedAt = default, UpdatedAt = default } == template;
                status = same ? "unchanged" : "updated";
                if (!same) await connection.ExecuteAsync(new CommandDefinition(SaveTemplate.Update, SaveTemplate.Row(template with { Id = known.Id }, caller, time.GetUtcNow()), cancellationToken: ct));
            }
            results.Add(new ImportedRow(row.Number, template.Name, status, []));
        }
        return results;
    }, ct);

    private static string Cut(string name) => name.Length > TemplateRules.LongestName ? SafeText.Clean(name[..TemplateRules.LongestName]) + "…" : name;

    /// <summary><c>POST /api/templates/import</c>: the file as it is (text/csv), or as the file of a form.</summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, ImportTemplates import, CancellationToken ct)
    {
        var source = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(ct)).Files is [var sent, ..] ? sent.OpenReadStream() : null : http.Request.Body;
        if (source is null) return Problem.Invalid("file", "Choose a file.", "file_missing");
        if (await ReadAsync(source, ct) is not { } file) return Problem.Of(StatusCodes.Status413PayloadTooLarge, "file_too_large", "A file can have at most 20 MB.");
        var (report, objection) = await import.RunAsync(http.Caller(), file, ct);
        return report is null ? Problem.Invalid("file", objection!, "bad_csv") : TypedResults.Ok(report);
    }

    /// <summary>Null where it is larger than is taken.</summary>
    public static async Task<byte[]?> ReadAsync(Stream source, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > MostBytes) return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }
}
