using UnifiedInbox.Database;

namespace UnifiedInbox.Conversations.Labels;

/// <summary>All labels, by name.</summary>
internal sealed class ListLabels(Db db)
{
    private const string Sql = "SELECT id, name::text, colour FROM labels ORDER BY name";

    public Task<List<Label>> RunAsync(CancellationToken ct) => db.ListAsync<Label>(Sql, null, ct);

    /// <summary><c>GET /api/labels</c></summary>
    public static async Task<IResult> EndpointAsync(ListLabels list, CancellationToken ct) =>
        TypedResults.Ok(new ListPage<Label>(await list.RunAsync(ct), null));
}
