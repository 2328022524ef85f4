using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Messages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>The notes on a contact (or on all), newest first, by key.</summary>
internal sealed class ListNotes(Db db)
{
    private const string OfContact = "SELECT " + Note.Columns + """

          FROM notes n
          LEFT JOIN users u ON u.id = n.author_id
         WHERE n.contact_id = @contactId
           AND (n.at, n.id) < (@beforeAt, @beforeId)
           AND can_see_note(n, @userId)
         ORDER BY n.at DESC, n.id DESC
         LIMIT @limit
        """;

    private const string OfAll = "SELECT " + Note.Columns + """

          FROM notes n
          LEFT JOIN users u ON u.id = n.author_id
         WHERE (n.at, n.id) < (@beforeAt, @beforeId)
           AND can_see_note(n, @userId)
         ORDER BY n.at DESC, n.id DESC
         LIMIT @limit
        """;

    /// <summary>At most <paramref name="limit"/> of them; <paramref name="contactId"/> null = of every contact.</summary>
    public async Task<ListPage<Note>> RunAsync(Caller caller, Guid? contactId, Cursor? before, int limit, CancellationToken ct) =>
        ListPage<Note>.Of(await ReadAsync(caller, contactId, before?.At, before?.Id, limit + 1, ct), limit, note => new Cursor(note.At, note.Id));

    /// <summary>A stretch of a timeline: those before a place, newest first.</summary>
    public Task<List<Note>> BeforeAsync(Caller caller, Guid contactId, TimelineKey? before, int limit, CancellationToken ct) =>
        ReadAsync(caller, contactId, before?.At, before?.Id, limit, ct);

    private Task<List<Note>> ReadAsync(Caller caller, Guid? contactId, DateTimeOffset? beforeAt, Guid? beforeId, int limit, CancellationToken ct) =>
        db.ListAsync<Note>(
            contactId is null ? OfAll : OfContact,
            new
            {
                userId = caller.UserId,
                contactId,
                beforeAt = beforeAt ?? DateTimeOffset.MaxValue,
                beforeId = beforeId ?? Guid.AllBitsSet,
                limit,
            },
            ct);

    /// <summary><c>GET /api/notes?contactId=</c></summary>
    public static async Task<IResult> EndpointAsync(
        HttpContext http, ListNotes list, CancellationToken ct, string? contactId = null, string? limit = null, string? cursor = null)
    {
        Guid? contact = null;
        if (!string.IsNullOrEmpty(contactId))
        {
            if (!Guid.TryParse(contactId, out var known)) return Problem.Invalid("contactId", "This is no contact's id.");
            contact = known;
        }
        if (!Paging.TryLimit(limit, out var most)) return Problem.Invalid("limit", "A page has 1 to 200 notes.");
        if (!Cursor.TryParse(cursor, out var before)) return Problem.Invalid("cursor", "This is no cursor of this list.");
        return TypedResults.Ok((await list.RunAsync(http.Caller(), contact, before, most, ct)).As(NoteView.Of));
    }
}
