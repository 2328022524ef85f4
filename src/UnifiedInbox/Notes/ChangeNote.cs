using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>Changes what a note says, or whom it is for; what it said stays as a revision.</summary>
internal sealed class ChangeNote(Db db, ListMentionable team, ChangeNotifier changes, MentionSignal mails, TimeProvider time)
{
    private const string Lock = "SELECT id FROM notes WHERE id = @id FOR UPDATE";

    private const string Keep = """
        INSERT INTO note_revisions (note_id, number, content, is_private, mentioned, edited_by, at)
        SELECT n.id,
               (SELECT coalesce(max(r.number), 0) + 1 FROM note_revisions r WHERE r.note_id = n.id),
               n.content,
               n.is_private,
               ARRAY(SELECT m.user_id FROM note_mentions m WHERE m.note_id = n.id),
               @userId,
               @now
          FROM notes n
         WHERE n.id = @id
        """;

    private const string Update = """
        UPDATE notes
           SET content = @content,
               is_private = @isPrivate,
               edited_at = @now,
               updated_at = @now
         WHERE id = @id
        """;

    private const string DropMentions = "DELETE FROM note_mentions WHERE note_id = @id AND user_id <> ALL (@mentioned)";

    public async Task<NoteOutcome> RunAsync(Caller caller, Guid id, NoteRequest request, IReadOnlyList<Guid> meant, CancellationToken ct)
    {
        var people = await team.RunAsync(ct);
        var outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, id, request, meant, people, ct), ct);
        if (outcome is NoteOutcome.Done)
        {
            changes.Wake();
            mails.Poke();
        }
        return outcome;
    }

    private async Task<NoteOutcome> WriteAsync(
        NpgsqlConnection connection, Caller caller, Guid id, NoteRequest request, IReadOnlyList<Guid> meant, List<Teammate> people, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(Lock, new { id }, cancellationToken: ct));
        if (await FindNotes.InAsync(connection, caller, id, ct) is not { } known) return new NoteOutcome.NotFound("note");
        if (known.AuthorId != caller.UserId && !caller.IsAdmin) return new NoteOutcome.NotYours();
        var wanted = new NewNote { Content = request.Content ?? known.Content, Mentions = request.Mentions ?? BesideTheText(known), Meant = meant };
        // Somebody who left since stays mentioned: their name in the text is no mistake of who changes it.
        var (ready, objection) = NoteRules.Check(wanted, [.. people, .. known.Mentions.Where(one => people.All(other => other.Id != one.Id)).Select(one => new Teammate { Id = one.Id, Name = one.Name })]);
        if (ready is null) return objection!;
        var isPrivate = request.IsPrivate ?? known.IsPrivate;
        var before = known.Mentions.Select(mention => mention.Id).ToHashSet();
        if (ready.Content == known.Content && isPrivate == known.IsPrivate && before.SetEquals(ready.Mentioned)) return new NoteOutcome.Done(known);

        var parameters = new { id, userId = caller.UserId, content = ready.Content, isPrivate, mentioned = ready.Mentioned, now = time.GetUtcNow() };
        await TellOfNote.RunAsync(connection, id, ct); // those it was for, who may be others afterwards
        await connection.ExecuteAsync(new CommandDefinition(Keep, parameters, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(Update, parameters, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(DropMentions, parameters, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(CreateNote.InsertMentions, parameters, cancellationToken: ct));
        await TellOfNote.RunAsync(connection, id, ct);
        before.SymmetricExceptWith(ready.Mentioned);
        await TellOfNote.MentionedAsync(connection, id, before.Where(person => person != caller.UserId), ct);
        return new NoteOutcome.Done((await FindNotes.InAsync(connection, caller, id, ct))!);
    }

    /// <summary>Mentioned without being named in the text: a new text does not take that back.</summary>
    private static List<Guid> BesideTheText(Note note) => [.. note.Mentions.Select(mention => mention.Id).Except(NoteText.MentionedIn(note.Content))];

    /// <summary><c>PATCH /api/notes/{id}</c>: content, isPrivate, mentions; what is left out stays.</summary>
    public static async Task<IResult> EndpointAsync(string id, NoteRequest request, HttpContext http, ChangeNote change, CancellationToken ct)
    {
        if (request.UserId is { } user && user != http.Caller().UserId)
            return Problem.Invalid("userId", "A note can only be changed in your own name.", "not_your_user");
        NoteOutcome outcome = Guid.TryParse(id, out var known) ? await change.RunAsync(http.Caller(), known, request, [], ct) : new NoteOutcome.NotFound("note");
        return outcome is NoteOutcome.Done done ? TypedResults.Ok(NoteView.Of(done.Note)) : outcome.ToProblem();
    }
}
