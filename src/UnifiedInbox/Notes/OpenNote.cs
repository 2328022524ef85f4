using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>The pages of notes: one with its past, and all of a contact.</summary>
internal static class OpenNote
{
    /// <summary>Deeper down than a thread shows at once, the note is shown by itself.</summary>
    private const int InSight = 40;

    /// <summary>The conversation in whose timeline the note stands in sight; none where the caller may open none.</summary>
    private const string ThreadSql = """
        SELECT c.id
          FROM notes n
          JOIN conversations c ON c.contact_id = n.contact_id AND can_use_inbox(@userId, c.inbox_id)
         WHERE n.id = @id
           AND (SELECT count(*) FROM (SELECT FROM messages m WHERE m.contact_id = n.contact_id AND m.at > n.at LIMIT @inSight) AS later)
             + (SELECT count(*) FROM (SELECT FROM notes o WHERE o.contact_id = n.contact_id AND o.at > n.at LIMIT @inSight) AS later) < @inSight
         ORDER BY c.status = 'closed', c.last_at DESC
         LIMIT 1
        """;

    /// <summary><c>GET /notes/{id}</c>, where bell and mail lead: the note in its thread, else its own page.</summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, FindNotes find, Db db, CancellationToken ct)
    {
        if (await find.OneAsync(http.Caller(), id, ct) is not { } note) return TypedResults.NotFound();
        var thread = await db.FindAsync<Guid?>(ThreadSql, new { id, userId = http.Caller().UserId, inSight = InSight }, ct);
        return TurboStream.SeeOther(thread is { } conversation ? $"/inbox/{conversation}#{NoteRow.IdOf(note.Id)}" : $"/notes/{id}/history");
    }

    /// <summary><c>GET /notes/{id}/history</c></summary>
    public static async Task<IResult> HistoryAsync(
        Guid id, HttpContext http, FindNotes find, ListRevisions revisions, Contacts.FindContact contacts, CancellationToken ct) =>
        await find.OneAsync(http.Caller(), id, ct) is { } note && await contacts.RunAsync(note.ContactId, ct) is { } contact
            ? Page.Of<NoteHistoryPage>(new { Note = note, ContactName = contact.DisplayName, Revisions = await revisions.RunAsync(http.Caller(), id, ct) })
            : TypedResults.NotFound();

    /// <summary><c>GET /contacts/{id}/notes?cursor=</c></summary>
    public static async Task<IResult> OfContactAsync(
        Guid id, HttpContext http, ListNotes list, Contacts.FindContact contacts, CancellationToken ct, string? cursor = null)
    {
        if (await contacts.RunAsync(id, ct) is not { } contact || !Cursor.TryParse(cursor, out var before)) return TypedResults.NotFound();
        return Page.Of<ContactNotesPage>(new { ContactId = id, ContactName = contact.DisplayName, Notes = await list.RunAsync(http.Caller(), id, before, Paging.Default, ct) });
    }
}
