using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Consent;

/// <summary>The evidence, newest first: of one contact as far as the caller may see, or all of it for an admin.</summary>
internal static class ListConsents
{
    private const string Sql = "SELECT " + ConsentRow.Columns + " FROM " + ConsentRow.Tables + """

         WHERE (s.at, s.id) < (@beforeAt, @beforeId)
           AND (@contactId::uuid IS NULL OR s.address IN (SELECT o.value FROM contact_addresses o WHERE o.contact_id = @contactId))
           AND s.inbox_id = ANY (ARRAY(SELECT v.id FROM inboxes v WHERE can_use_inbox(@userId, v.id)))
         ORDER BY s.at DESC, s.id DESC
         LIMIT @limit
        """;

    public static Task<List<ConsentRow>> RunAsync(Db db, Caller caller, Guid? contactId, Cursor? before, int limit, CancellationToken ct) =>
        db.ListAsync<ConsentRow>(
            Sql,
            new { userId = caller.UserId, contactId, beforeAt = before?.At ?? DateTimeOffset.MaxValue, beforeId = before?.Id ?? Guid.AllBitsSet, limit },
            ct);

    /// <summary><c>GET /api/contacts/{id}/consents</c></summary>
    public static async Task<IResult> OfContactAsync(
        Guid id, HttpContext http, Db db, FindContact find, CancellationToken ct, string? limit = null, string? cursor = null) =>
        await find.RunAsync(id, ct) is null ? new ContactOutcome.NotFound().ToProblem() : await AnswerAsync(http, db, id, limit, cursor, ct);

    /// <summary><c>GET /api/consents</c></summary>
    public static Task<IResult> AllAsync(HttpContext http, Db db, CancellationToken ct, string? limit = null, string? cursor = null) =>
        AnswerAsync(http, db, null, limit, cursor, ct);

    private static async Task<IResult> AnswerAsync(HttpContext http, Db db, Guid? contactId, string? limitText, string? cursorText, CancellationToken ct)
    {
        if (!Paging.TryLimit(limitText, out var limit)) return Problem.Invalid("limit", "A page has 1 to 200 rows.");
        if (!Cursor.TryParse(cursorText, out var cursor)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        var rows = await RunAsync(db, http.Caller(), contactId, cursor, limit + 1, ct);
        return TypedResults.Ok(ListPage<ConsentRow>.Of(rows, limit, row => new Cursor(row.At, row.Id)));
    }
}
