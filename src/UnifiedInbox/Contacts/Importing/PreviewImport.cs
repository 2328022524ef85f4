using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>What the page of a mapping shows: the choices, and the first rows as they would be imported.</summary>
/// <param name="Import">The draft.</param>
/// <param name="Plan">As it was just chosen.</param>
/// <param name="Errors">What is wrong with that.</param>
/// <param name="Rows">The first rows.</param>
/// <param name="Examples">A cell of each column; null where the first rows have none.</param>
/// <param name="Inboxes">Those a consent can be about.</param>
public sealed record ImportPreview(
    Import Import, ImportPlan Plan, FieldErrors Errors, IReadOnlyList<PreviewRow> Rows, IReadOnlyList<string?> Examples, IReadOnlyList<ConsentInbox> Inboxes);

/// <summary>An inbox by its name.</summary>
public sealed record ConsentInbox(Guid Id, string Name);

/// <summary>A row as it would be imported.</summary>
/// <param name="Number">From 1, without the heading.</param>
/// <param name="Name">Empty where the row names nobody.</param>
/// <param name="Addresses">As they would be stored.</param>
/// <param name="Details">Everything else, in words.</param>
/// <param name="Error">Why it would be refused; null where it would not.</param>
/// <param name="IsEmpty">It would be passed over.</param>
public sealed record PreviewRow(long Number, string Name, IReadOnlyList<string> Addresses, string Details, string? Error, bool IsEmpty)
{
    internal static PreviewRow Of(ImportRow row) =>
        new(row.Number, row.Name, [.. row.Addresses.Select(typed => typed.Address!.Value)], DetailsOf(row), row.Error, row.IsEmpty);

    private static string DetailsOf(ImportRow row)
    {
        List<string?> fields =
        [
            row.TimeZone, row.Plan, row.Price,
            row.MemberSince is { } since ? "since " + since.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : null,
            row.Consent switch { "opted_in" => "opted in", "opted_out" => "opted out", _ => null },
            row.Labels.Count > 0 ? string.Join(", ", row.Labels) : null,
            .. JsonElement.Parse(row.Metadata).EnumerateObject().Select(field => $"{field.Name}: {field.Value}"),
        ];
        var text = string.Join(" · ", fields.Where(field => !string.IsNullOrEmpty(field)));
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}

/// <summary>Reads the beginning of a file as a plan says.</summary>
internal sealed class PreviewImport(Db db, ImportFiles files)
{
    private const int MostRows = 8;

    private const string Inboxes = "SELECT id, name FROM inboxes WHERE disabled_at IS NULL ORDER BY name, id";

    public async Task<ImportPreview> RunAsync(Import import, ImportPlan plan, FieldErrors errors, CancellationToken ct)
    {
        var head = files.Has(import.Id) ? await files.HeadAsync(import.Id, plan.Encoding, ct) : "";
        var records = await CsvFormat.ReadAsync(head, plan.Delimiter, MostRows + 1, ct);
        var data = records.Skip(plan.HasHeader ? 1 : 0).Take(MostRows).ToList();
        var reader = new ReadRow(plan);
        // What stands in the first row that has something, so that a column is recognised by more than its name.
        var examples = plan.Columns.Select((_, index) => data.Where(record => record.Cells.Count > index).Select(record => record.Cells[index].Trim()).FirstOrDefault(cell => cell.Length > 0));
        return new ImportPreview(import, plan, errors, [.. data.Select((record, index) => PreviewRow.Of(reader.Of(record, index + 1)))], [.. examples],
            await db.ListAsync<ConsentInbox>(Inboxes, null, ct));
    }
}
