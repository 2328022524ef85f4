using UnifiedInbox.Database;

namespace UnifiedInbox.Spam;

/// <summary>Somebody whose mail goes to spam.</summary>
/// <param name="By">The teammate who blocked them; null where that account is gone.</param>
public sealed record BlockedSender(string Address, string? By, DateTimeOffset At)
{
    public BlockedSender() : this("", null, default)
    {
    }
}

/// <summary>Who is blocked, by address.</summary>
internal sealed class ListBlocked(Db db)
{
    private const string Sql = """
        SELECT b.address,
               u.name AS "by",
               b.at
          FROM blocked_senders b
          LEFT JOIN users u ON u.id = b.by_user
         WHERE b.address > @after AND strpos(b.address, @find) > 0
         ORDER BY b.address
         LIMIT @limit
        """;

    public const int PageSize = 100;

    /// <param name="after">The last address of the page before; empty for the first.</param>
    /// <param name="find">A part of the address, or empty.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>One more than a page where there is more.</returns>
    public Task<List<BlockedSender>> RunAsync(string after, string find, CancellationToken ct) =>
        db.ListAsync<BlockedSender>(Sql, new { after, find = find.ToLowerInvariant(), limit = PageSize + 1 }, ct);

    /// <summary><c>GET /api/blocked-senders?after=</c>.</summary>
    public static async Task<IResult> EndpointAsync(string? after, string? find, ListBlocked list, CancellationToken ct)
    {
        var rows = await list.RunAsync(after ?? "", find ?? "", ct);
        return TypedResults.Ok(rows.Count > PageSize ? new ListPage<BlockedSender>(rows[..PageSize], rows[PageSize - 1].Address) : new ListPage<BlockedSender>(rows, null));
    }
}
