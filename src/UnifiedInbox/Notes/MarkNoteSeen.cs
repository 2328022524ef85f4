using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;

namespace UnifiedInbox.Notes;

/// <summary>The caller looked at a note that mentions them: the bell forgets it, and no mail is sent.</summary>
internal sealed class MarkNoteSeen(Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string Sql = """
        WITH seen AS (
            UPDATE note_mentions
               SET read_at = @now,
                   mail_due_at = NULL
             WHERE note_id = @id
               AND user_id = @userId
               AND read_at IS NULL
         RETURNING note_id
        )
        INSERT INTO changes (kind, contact_id, note_id, user_id)
        SELECT 'mention',
               n.contact_id,
               n.id,
               @userId
          FROM seen
          JOIN notes n ON n.id = seen.note_id
        """;

    public async Task RunAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await db.ExecuteAsync(Sql, new { id, userId = caller.UserId, now = time.GetUtcNow() }, ct) > 0) changes.Wake();
    }

    /// <summary><c>POST /api/notes/{id}/seen</c>, and <c>POST /notes/{id}/seen</c>, sent by a note that comes into view.</summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, MarkNoteSeen mark, FindNotes find, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known) || await find.OneAsync(http.Caller(), known, ct) is null) return new NoteOutcome.NotFound("note").ToProblem();
        await mark.RunAsync(http.Caller(), known, ct);
        return TypedResults.NoContent();
    }
}
