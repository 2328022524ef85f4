using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Importing.Pages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>The pages of imports: choose a file, say what its columns are, watch it run, read the report.</summary>
internal static class ImportForms
{
    private const int ShownRows = 50;

    /// <summary><c>GET /contacts/import</c></summary>
    public static async Task<IResult> OpenAsync(FindImport find, IOptions<ImportOptions> options, CancellationToken ct) =>
        Page.Of<ImportsPage>(new { Imports = await find.ListAsync(ct), options.Value.MostBytes });

    /// <summary>
    /// <c>POST /contacts/import</c>. The file is read as it comes, so that there is no form token to be read first: that the browser names
    /// this site as the form's origin is asked of every request.
    /// </summary>
    public static async Task<IResult> UploadAsync(HttpContext http, UploadImport upload, FindImport find, IOptions<ImportOptions> options, CancellationToken ct)
    {
        var received = await upload.RunAsync(http, options.Value.MostBytes, ct);
        return received.Import is { } import
            ? TurboStream.SeeOther($"/contacts/imports/{import.Id}")
            : Page.Of<ImportsPage>(new { Imports = await find.ListAsync(ct), options.Value.MostBytes, received.Error }, 422);
    }

    /// <summary><c>GET /contacts/imports/{id}</c></summary>
    public static async Task<IResult> ShowAsync(Guid id, bool? change, FindImport find, PreviewImport preview, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } import) return TypedResults.NotFound();
        if (import.Status == "draft" || (import.Status == "checked" && change == true))
            return Page.Of<MappingPage>(new { Shown = await preview.RunAsync(import, import.Plan, [], ct) });
        return Page.Of<ImportPage>(new { Import = import, LeftOut = await find.LeftOutAsync(id, ShownRows, ct) });
    }

    /// <summary><c>POST /contacts/imports/{id}</c>: look again, check all rows, or import.</summary>
    public static async Task<IResult> PlanAsync(
        Guid id, HttpContext http, FindImport find, PlanImport plan, PreviewImport preview, StartImport start, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } import) return TypedResults.NotFound();
        if (!import.IsOpen) return TurboStream.SeeOther($"/contacts/imports/{id}");
        var form = await http.Request.ReadFormAsync(ct);
        var step = form["do"].ToString();
        if (import.Status == "checked" && step == "import" && form["encoding"].Count == 0)
        {
            await start.RunAsync(http.Caller(), id, import.Plan, dryRun: false, ct);
            return TurboStream.SeeOther($"/contacts/imports/{id}");
        }
        var (planned, errors) = await plan.RunAsync(id, import.Plan, Read(form, import.Plan), ct);
        if (errors.Any || step is not ("check" or "import"))
        {
            await start.RememberAsync(id, planned, ct);
            var shown = await preview.RunAsync(import, planned, step.Length > 0 ? errors : [], ct);
            return Page.Of<MappingPage>(new { Shown = shown }, errors.Any && step.Length > 0 ? 422 : 200);
        }
        await start.RunAsync(http.Caller(), id, planned, dryRun: step == "check", ct);
        return TurboStream.SeeOther($"/contacts/imports/{id}");
    }

    /// <summary><c>POST /contacts/imports/{id}/cancel</c></summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, CancelImport cancel, CancellationToken ct)
    {
        await cancel.RunAsync(http.Caller(), id, ct);
        return TurboStream.SeeOther($"/contacts/imports/{id}");
    }

    /// <summary>Columns count only where they are those of the same reading: another encoding or delimiter makes others.</summary>
    private static ImportMapping Read(IFormCollection form, ImportPlan plan)
    {
        var mapping = new ImportMapping
        {
            Encoding = form["encoding"],
            Delimiter = form["delimiter"] == "tab" ? "\t" : form["delimiter"],
            HasHeader = form["hasHeader"] == "true",
            Country = form["country"].ToString(),
            Existing = form["existing"],
            Dates = form["dates"],
            ConsentStatement = form["consentStatement"].ToString(),
            ConsentSource = form["consentSource"].ToString(),
            ConsentInboxId = Guid.TryParse(form["consentInboxId"], out var inbox) ? inbox : null,
        };
        var same = mapping.Encoding == plan.Encoding && mapping.Delimiter == plan.Delimiter.ToString() && mapping.HasHeader == plan.HasHeader;
        return !same ? mapping : mapping with
        {
            Columns = plan.Columns.Index().ToDictionary(one => $"{one.Index + 1}", one => form[$"column-{one.Index + 1}"].ToString()),
        };
    }
}
