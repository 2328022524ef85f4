using Microsoft.Extensions.Options;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts.Importing;
using UnifiedInbox.Contacts.Importing.Pages;
using UnifiedInbox.Members.Events;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Pages;

/// <summary>The pages on which a list of events is put up, and watched as it comes in.</summary>
internal static class ImportEventsForm
{
    private const int ShownRows = 50;

    /// <summary><c>GET /members/import</c></summary>
    public static Task<IResult> OpenAsync(HttpContext http, FindEventImport find, IOptions<ImportOptions> options, CancellationToken ct) => PageAsync(http, find, options, null, ct);

    /// <summary>
    /// <c>POST /members/import</c>. The file is read as it comes, so that there is no form token to be read first: that the browser names
    /// this site as the form's origin is asked of every request.
    /// </summary>
    public static async Task<IResult> UploadAsync(
        HttpContext http, UploadImport upload, ImportEvents import, FindEventImport find, IOptions<ImportOptions> options, CancellationToken ct)
    {
        var received = await upload.RunAsync(http, options.Value.MostBytes, ct, ImportKind.Events);
        if (received.Import is not { } draft) return await PageAsync(http, find, options, received.Error, ct);
        return await import.RunAsync(http.Caller(), draft, ct) is { } error
            ? await PageAsync(http, find, options, error, ct)
            : TurboStream.SeeOther($"{ImportPlace.Events.Folder}/{draft.Id}");
    }

    /// <summary><c>GET /members/imports/{id}</c></summary>
    public static async Task<IResult> ShowAsync(Guid id, HttpContext http, FindEventImport find, FindImport rows, CancellationToken ct) =>
        await find.RunAsync(http.Caller(), id, ct) is { } import
            ? Page.Of<ImportPage>(new { Import = import, LeftOut = await rows.LeftOutAsync(id, ShownRows, ct), Place = ImportPlace.Events })
            : TypedResults.NotFound();

    /// <summary><c>POST /members/imports/{id}/cancel</c></summary>
    public static async Task<IResult> CancelAsync(Guid id, HttpContext http, FindEventImport find, CancelImport cancel, CancellationToken ct)
    {
        if (await find.RunAsync(http.Caller(), id, ct) is null) return TypedResults.NotFound();
        await cancel.RunAsync(http.Caller(), id, ct);
        return TurboStream.SeeOther($"{ImportPlace.Events.Folder}/{id}");
    }

    private static async Task<IResult> PageAsync(HttpContext http, FindEventImport find, IOptions<ImportOptions> options, string? error, CancellationToken ct) =>
        Page.Of<ImportEventsPage>(new { Imports = await find.ListAsync(http.Caller(), ct), options.Value.MostBytes, Error = error }, error is null ? 200 : 422);
}
