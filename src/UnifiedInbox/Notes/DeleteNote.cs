using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Notes;

/// <summary>Removes a note with everything it ever said. The audit log knows that there was one, and not its words.</summary>
internal sealed class DeleteNote(Db db, ChangeNotifier changes)
{
    /// <summary>An answer kept for a repeat of the request would hold the words for a day.</summary>
    private const string Sql = """
        DELETE FROM idempotency_keys WHERE result_id = @id OR strpos(body, @id::text) > 0;
        DELETE FROM notes WHERE id = @id
        """;

    public async Task<NoteOutcome> RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var outcome = await db.InTransactionAsync(connection => DeleteAsync(connection, caller, id, ct), ct);
        if (outcome is NoteOutcome.Deleted) changes.Wake();
        return outcome;
    }

    private static async Task<NoteOutcome> DeleteAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct)
    {
        if (await FindNotes.InAsync(connection, caller, id, ct) is not { } note) return new NoteOutcome.NotFound("note");
        if (note.AuthorId != caller.UserId && !caller.IsAdmin) return new NoteOutcome.NotYours();
        await TellOfNote.RunAsync(connection, id, ct);
        await TellOfNote.MentionedAsync(connection, id, note.Mentions.Select(mention => mention.Id), ct);
        await connection.ExecuteAsync(new CommandDefinition(Sql, new { id }, cancellationToken: ct));
        await AuditLog.RecordAsync(connection, caller, "note.deleted", "note", id.ToString(), new { contactId = note.ContactId, authorId = note.AuthorId }, ct);
        return new NoteOutcome.Deleted();
    }

    /// <summary><c>DELETE /api/notes/{id}</c></summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, DeleteNote delete, CancellationToken ct)
    {
        NoteOutcome outcome = Guid.TryParse(id, out var known) ? await delete.RunAsync(http.Caller(), known, ct) : new NoteOutcome.NotFound("note");
        return outcome is NoteOutcome.Deleted ? TypedResults.NoContent() : outcome.ToProblem();
    }
}
