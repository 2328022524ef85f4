using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Labels;

/// <summary>The page of the labels, and its forms.</summary>
internal static class EditLabels
{
    public static void MapLabelPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings/labels", async (ListLabels list, CancellationToken ct) => await PageAsync(list, null, null, ct));
        routes.MapPost("/settings/labels", CreateAsync);
        routes.MapPost("/settings/labels/{id:guid}", ChangeAsync);
        routes.MapPost("/settings/labels/{id:guid}/delete", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(
        [FromForm] string? name, [FromForm] string? colour, HttpContext http, SaveLabel save, ListLabels list, CancellationToken ct) =>
        await AnswerAsync(await save.RunAsync(http.Caller(), null, new(name, colour), ct), name, list, ct);

    private static async Task<IResult> ChangeAsync(
        Guid id, [FromForm] string? name, [FromForm] string? colour, HttpContext http, SaveLabel save, ListLabels list, CancellationToken ct) =>
        await AnswerAsync(await save.RunAsync(http.Caller(), id, new(name, colour), ct), null, list, ct);

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, DeleteLabel delete, CancellationToken ct) =>
        await delete.RunAsync(http.Caller(), id, ct) ? TurboStream.SeeOther("/settings/labels") : TypedResults.NotFound();

    private static async Task<IResult> AnswerAsync(LabelOutcome outcome, string? typed, ListLabels list, CancellationToken ct) => outcome switch
    {
        LabelOutcome.Done => TurboStream.SeeOther("/settings/labels"),
        LabelOutcome.Invalid invalid => await PageAsync(list, invalid.Message, typed, ct),
        LabelOutcome.Taken => await PageAsync(list, "There is a label of this name.", typed, ct),
        _ => TypedResults.NotFound(),
    };

    private static async Task<IResult> PageAsync(ListLabels list, string? error, string? typed, CancellationToken ct) =>
        Page.Of<LabelsPage>(new { Labels = await list.RunAsync(ct), Error = error, Typed = typed }, error is null ? 200 : 422);
}
