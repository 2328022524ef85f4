using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>The page on which two contacts become one: whom, then what will be, then it is done.</summary>
internal static class MergeForms
{
    /// <summary><c>GET /contacts/{id}/merge?search=&amp;with=</c></summary>
    public static async Task<IResult> OpenAsync(Guid id, string? search, string? with, FindContact find, PreviewMerge preview, CancellationToken ct)
    {
        if (await find.RunAsync(id, ct) is not { } contact) return TypedResults.NotFound();
        if (Guid.TryParse(with, out var other) && await preview.RunAsync(id, other, ct) is { } shown) return Page.Of<MergePreviewPage>(new { Preview = shown });
        return Page.Of<MergePage>(new { Contact = contact, Search = search, Found = await preview.FindAsync(contact, search, ct) });
    }

    /// <summary><c>POST /contacts/{id}/merge</c></summary>
    public static async Task<IResult> MergeAsync(
        Guid id, [FromForm] Guid otherId, [FromForm] string? name, HttpContext http, MergeContact merge, CancellationToken ct)
    {
        switch (await merge.RunAsync(http.Caller(), id, otherId, name == "other", ct))
        {
            case MergeOutcome.Done:
                LeftToast.Leave(http, "Merged. It can be undone for a day.");
                return TurboStream.SeeOther($"/contacts/{id}");
            case MergeOutcome.Invalid:
                return TurboStream.SeeOther($"/contacts/{id}/merge");
            default:
                return TypedResults.NotFound();
        }
    }

    /// <summary><c>POST /contacts/{id}/merge/undo</c></summary>
    public static async Task<IResult> UndoAsync(Guid id, HttpContext http, UndoMerge undo, CancellationToken ct)
    {
        var outcome = await undo.RunAsync(http.Caller(), id, ct);
        LeftToast.Leave(http, outcome.Text);
        return TurboStream.SeeOther($"/contacts/{id}");
    }
}
