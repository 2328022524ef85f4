using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Conversations.Views;

/// <summary>The views somebody sees, in their order: the team's first.</summary>
internal sealed class ListViews(Db db) : IPaletteSource
{
    private const string Sql = "SELECT " + SavedView.Columns + SavedView.Seen + " ORDER BY v.is_shared DESC, v.position, v.created_at, v.id";

    private const string One = "SELECT " + SavedView.Columns + SavedView.Seen + " AND v.id = @id";

    public Task<List<SavedView>> RunAsync(Caller caller, CancellationToken ct) =>
        db.ListAsync<SavedView>(Sql, new { userId = caller.UserId, isAdmin = caller.IsAdmin }, ct);

    public Task<SavedView?> FindAsync(Caller caller, Guid id, CancellationToken ct) =>
        db.FindAsync<SavedView>(One, new { id, userId = caller.UserId, isAdmin = caller.IsAdmin }, ct);

    /// <summary>What a choice means that names a view; where there is none they see, the choice without it.</summary>
    public async Task<ListChoice> ResolveAsync(Caller caller, ListChoice choice, CancellationToken ct) =>
        choice.ViewId is not { } id ? choice
        : await FindAsync(caller, id, ct) is { } view ? view.Choice
        : choice with { ViewId = null };

    async Task<IReadOnlyList<PaletteItem>> IPaletteSource.FindAsync(Caller caller, string words, CancellationToken ct) =>
        [.. (await RunAsync(caller, ct))
            .Where(view => view.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || "view".StartsWith(words, StringComparison.OrdinalIgnoreCase))
            .Take(5)
            .Select(view => new PaletteItem(view.Name, view.Choice.Url("/inbox"), "list-filter", "View"))];

    /// <summary><c>GET /api/views</c></summary>
    public static async Task<IResult> EndpointAsync(HttpContext http, ListViews list, CancellationToken ct) =>
        TypedResults.Ok(new SavedViewList([.. (await list.RunAsync(http.Caller(), ct)).Select(SavedViewView.Of)]));
}
