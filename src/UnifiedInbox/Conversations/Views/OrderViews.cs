using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Views;

/// <summary>Puts views in an order: those named, as far as the caller may change them, one after the other.</summary>
internal sealed class OrderViews(Db db, ListViews list, ChangeNotifier changes)
{
    private const string Sql = """
        WITH moved AS (
            UPDATE saved_views v
               SET position = o.nth
              FROM unnest(@ids) WITH ORDINALITY AS o (id, nth)
             WHERE v.id = o.id
               AND (v.owner_id = @userId OR v.is_shared AND @isAdmin)
         RETURNING v.id
        )
        INSERT INTO changes (kind, user_id) SELECT 'view', @userId FROM moved LIMIT 1
        """;

    public async Task RunAsync(Caller caller, Guid[] ids, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { ids, userId = caller.UserId, isAdmin = caller.IsAdmin }, ct) > 0) changes.Wake();
    }

    /// <summary>One place up or down among those it stands with.</summary>
    public async Task MoveAsync(Caller caller, Guid id, bool up, CancellationToken ct)
    {
        var all = await list.RunAsync(caller, ct);
        if (all.Find(view => view.Id == id) is not { CanEdit: true } moved) return;
        var beside = all.Where(view => view.IsShared == moved.IsShared).Select(view => view.Id).ToList();
        var (from, to) = (beside.IndexOf(id), beside.IndexOf(id) + (up ? -1 : 1));
        if (to < 0 || to >= beside.Count) return;
        (beside[from], beside[to]) = (beside[to], beside[from]);
        await RunAsync(caller, [.. beside], ct);
    }

    /// <summary><c>PUT /api/views/order</c></summary>
    public static async Task<IResult> EndpointAsync(OrderRequest request, HttpContext http, OrderViews order, CancellationToken ct)
    {
        if (request.Ids is not { Count: > 0 and <= 500 }) return Problem.Invalid("ids", "Name the views in their order, at most 500.");
        await order.RunAsync(http.Caller(), [.. request.Ids.Distinct()], ct);
        return TypedResults.NoContent();
    }
}

internal sealed record OrderRequest(IReadOnlyList<Guid>? Ids);
