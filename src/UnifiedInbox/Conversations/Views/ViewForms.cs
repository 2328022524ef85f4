using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Views;

/// <summary>The fields a view is saved or changed with on a page.</summary>
internal sealed class ViewForm
{
    public string? Name { get; set; }
    public bool Shared { get; set; }
    public string? Tab { get; set; }
    public string? Channel { get; set; }
    public string? Label { get; set; }
    public string? Inbox { get; set; }
    public string? Assignee { get; set; }
}

/// <summary>Saving the list as it is filtered now, and the page that names, orders and deletes views.</summary>
internal static class ViewForms
{
    /// <summary><c>GET /inbox/views</c></summary>
    public static async Task<IResult> OpenAsync(HttpContext http, ListViews list, CancellationToken ct) => await PageAsync(http, list, null, ct);

    /// <summary><c>POST /inbox/views</c></summary>
    public static async Task<IResult> CreateAsync([FromForm] ViewForm form, HttpContext http, SaveView save, ListViews list, CancellationToken ct)
    {
        var request = new ViewRequest
        {
            Name = form.Name ?? "",
            Shared = form.Shared,
            Tab = string.IsNullOrEmpty(form.Tab) ? null : form.Tab,
            Channel = form.Channel,
            Label = form.Label,
            InboxId = form.Inbox,
            Assignee = form.Assignee,
        };
        switch (await save.RunAsync(http.Caller(), null, request, ct))
        {
            case ViewOutcome.Done done:
                LeftToast.Leave(http, $"View “{done.View.Name}” saved");
                return TurboStream.SeeOther(done.View.Choice.Url("/inbox"));
            case ViewOutcome.Invalid invalid:
                return await PageAsync(http, list, invalid.Text, ct);
            default:
                return TypedResults.NotFound();
        }
    }

    /// <summary><c>POST /inbox/views/{id}</c></summary>
    public static async Task<IResult> ChangeAsync(Guid id, [FromForm] ViewForm form, HttpContext http, SaveView save, ListViews list, CancellationToken ct) =>
        await save.RunAsync(http.Caller(), id, new() { Name = form.Name ?? "", Shared = form.Shared }, ct) switch
        {
            ViewOutcome.Done => TurboStream.SeeOther("/inbox/views"),
            ViewOutcome.Invalid invalid => await PageAsync(http, list, invalid.Text, ct),
            _ => TypedResults.NotFound(),
        };

    /// <summary><c>POST /inbox/views/{id}/move</c></summary>
    public static async Task<IResult> MoveAsync(Guid id, [FromForm] string? to, HttpContext http, OrderViews order, CancellationToken ct)
    {
        await order.MoveAsync(http.Caller(), id, to == "up", ct);
        return TurboStream.SeeOther("/inbox/views");
    }

    /// <summary><c>POST /inbox/views/{id}/delete</c></summary>
    public static async Task<IResult> DeleteAsync(Guid id, HttpContext http, DeleteView delete, CancellationToken ct) =>
        await delete.RunAsync(http.Caller(), id, ct) ? TurboStream.SeeOther("/inbox/views") : TypedResults.NotFound();

    private static async Task<IResult> PageAsync(HttpContext http, ListViews list, string? error, CancellationToken ct) =>
        Page.Of<ViewsPage>(new { Views = await list.RunAsync(http.Caller(), ct), Error = error }, error is null ? 200 : 422);
}
