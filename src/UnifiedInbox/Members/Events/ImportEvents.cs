using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Csv;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Events;

/// <summary>A list of events as CSV: one a row, the member named in it. Taken in as it comes, and imported in the background.</summary>
internal sealed class ImportEvents(ImportFiles files, StartImport start, CancelImport cancel)
{
    /// <summary>Begins the import of a list that was taken in. A sentence where its columns cannot be told; then it is gone.</summary>
    public async Task<string?> RunAsync(Caller caller, Import draft, CancellationToken ct)
    {
        var head = await files.HeadAsync(draft.Id, draft.Plan.Encoding, ct);
        var first = (await CsvFormat.ReadAsync(head, draft.Plan.Delimiter, 1, ct)).FirstOrDefault();
        string[] missing = first is { Error: null } ? [.. new EventRow(first.Cells).Missing] : ["member", "type"];
        if (missing.Length > 0)
        {
            await cancel.RunAsync(caller, draft.Id, ct);
            return $"The first row has to name the columns; these are missing: {string.Join(", ", missing)}.";
        }
        await start.RunAsync(caller, draft.Id, draft.Plan with { HasHeader = true, Columns = [] }, dryRun: false, ct);
        return null;
    }

    /// <summary><c>POST /api/members/events/import</c>: the file as the body, or <c>file</c> of multipart/form-data.</summary>
    public static async Task<IResult> EndpointAsync(
        HttpContext http, UploadImport upload, ImportEvents import, FindEventImport find, IOptions<ImportOptions> options, CancellationToken ct)
    {
        if (http.Request.HasJsonContentType()) return Problem.Invalid("file", "Send the file itself as text/csv.", "not_csv");
        var mostBytes = options.Value.MostBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = mostBytes + (1024 * 1024);
        var received = http.Request.HasFormContentType
            ? await upload.RunAsync(http, mostBytes, ct, ImportKind.Events)
            : await upload.OfBodyAsync(http, mostBytes, "events.csv", ImportKind.Events, ct);
        if (received.Import is not { } draft) return received.Problem!;
        if (await import.RunAsync(http.Caller(), draft, ct) is { } error) return Problem.Invalid("file", error, "columns_missing");
        var view = FindEventImport.View(await find.RunAsync(http.Caller(), draft.Id, ct) ?? draft);
        return TypedResults.Accepted($"/api/members/events/imports/{draft.Id}", view);
    }
}
