using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Events;

/// <summary>What other systems told of a member, newest first.</summary>
internal static class ListEvents
{
    private const string Sql = "SELECT " + MemberEvent.Columns + """

          FROM member_events e
         WHERE e.contact_id = @id
           AND (@type::text IS NULL OR e.type = @type)
           AND (@at::timestamptz IS NULL OR (e.at, e.id) < (@at, @after))
         ORDER BY e.at DESC, e.id DESC
         LIMIT @most
        """;

    public static async Task<ListPage<MemberEvent>> RunAsync(Db db, Guid id, string? type, Cursor? after, int limit, CancellationToken ct)
    {
        var rows = await db.ListAsync<MemberEvent>(Sql, new { id, type, at = after?.At, after = after?.Id, most = limit + 1 }, ct);
        return ListPage<MemberEvent>.Of(rows, limit, row => new Cursor(row.At, row.Id));
    }

    /// <summary><c>GET /api/members/{id}/events?type=&amp;limit=&amp;cursor=</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, Db db, CancellationToken ct, string? type = null, string? limit = null, string? cursor = null)
    {
        if (type is not null && !EventType.All.Contains(type)) return Problem.Invalid("type", "A type is one of " + string.Join(", ", EventType.All) + ".");
        if (!Paging.TryLimit(limit, out var most)) return Problem.Invalid("limit", "A limit is a number from 1 to 200.");
        if (!Cursor.TryParse(cursor, out var after)) return Problem.Invalid("cursor", "This cursor was not made here.");
        const string exists = "SELECT EXISTS (SELECT FROM contacts WHERE id = @id)";
        if (!await db.FindAsync<bool>(exists, new { id }, ct)) return Problem.Of(404, "not_found", "There is no such member.");
        return TypedResults.Ok((await RunAsync(db, id, type, after, most, ct)).As(MemberEventView.Of));
    }
}
