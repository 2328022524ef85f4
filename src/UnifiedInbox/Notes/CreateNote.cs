using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>The body of <c>POST /api/notes</c>. Unknown fields are ignored.</summary>
internal sealed record NoteRequest
{
    public Guid? ContactId { get; init; }

    /// <summary>At most 20,000 characters. A mention is <c>@[name](user id)</c>, or plain <c>@Name</c> of a teammate.</summary>
    public string? Content { get; init; }

    public bool? IsPrivate { get; init; }

    /// <summary>Ids of teammates to mention besides those the text names.</summary>
    public IReadOnlyList<Guid>? Mentions { get; init; }

    /// <summary>Only ever the caller's own.</summary>
    public Guid? UserId { get; init; }
}

/// <summary>
/// Writes a note on a contact and tells whom it mentions. It is the team's own: no status, nobody's waiting and nobody's unread
/// changes by it.
/// </summary>
internal sealed class CreateNote(Db db, ListMentionable team, ChangeNotifier changes, MentionSignal mails, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO notes (id, contact_id, author_id, content, is_private, at, updated_at)
        SELECT @id, c.id, @userId, @content, @isPrivate, @now, @now
          FROM contacts c
         WHERE c.id = @contactId
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Who mentions themselves knows already.</summary>
    internal const string InsertMentions = """
        INSERT INTO note_mentions (note_id, user_id, at, read_at, mail_due_at)
        SELECT @id,
               person,
               @now,
               CASE WHEN person = @userId THEN @now END,
               CASE WHEN person <> @userId THEN @now END
          FROM unnest(@mentioned) AS person
        ON CONFLICT DO NOTHING
        """;

    public async Task<NoteOutcome> RunAsync(Caller caller, Guid contactId, NewNote note, CancellationToken ct)
    {
        var (ready, objection) = NoteRules.Check(note, await team.RunAsync(ct));
        if (ready is null) return objection!;
        var id = note.Id ?? NewId.Next(time);
        var outcome = await db.InTransactionAsync(connection => WriteAsync(connection, caller, contactId, id, note.IsPrivate, ready, ct), ct);
        if (outcome is NoteOutcome.Done)
        {
            changes.Wake();
            mails.Poke();
        }
        return outcome;
    }

    private async Task<NoteOutcome> WriteAsync(
        NpgsqlConnection connection, Caller caller, Guid contactId, Guid id, bool isPrivate, CheckedNote note, CancellationToken ct)
    {
        var parameters = new { id, contactId, userId = caller.UserId, content = note.Content, isPrivate, mentioned = note.Mentioned, now = time.GetUtcNow() };
        if (await connection.ExecuteAsync(new CommandDefinition(Insert, parameters, cancellationToken: ct)) == 0)
        {
            return await FindNotes.InAsync(connection, caller, id, ct) is { } known && known.ContactId == contactId && known.AuthorId == caller.UserId
                ? new NoteOutcome.Done(known)
                : new NoteOutcome.NotFound("contact");
        }
        await connection.ExecuteAsync(new CommandDefinition(InsertMentions, parameters, cancellationToken: ct));
        await TellOfNote.RunAsync(connection, id, ct);
        await TellOfNote.MentionedAsync(connection, id, note.Mentioned.Where(person => person != caller.UserId), ct);
        return new NoteOutcome.Done((await FindNotes.InAsync(connection, caller, id, ct))!);
    }

    /// <summary><c>POST /api/notes</c></summary>
    public static async Task<IResult> EndpointAsync(NoteRequest request, HttpContext http, CreateNote create, CancellationToken ct)
    {
        if (request.ContactId is not { } contactId) return Problem.Invalid("contactId", "Say whom it is about.", "contact_missing");
        if (request.UserId is { } user && user != http.Caller().UserId)
            return Problem.Invalid("userId", "A note can only be written in your own name.", "not_your_user");
        var note = new NewNote
        {
            Id = Idempotency.ResultId(http),
            Content = request.Content,
            IsPrivate = request.IsPrivate == true,
            Mentions = request.Mentions ?? [],
        };
        var outcome = await create.RunAsync(http.Caller(), contactId, note, ct);
        return outcome is NoteOutcome.Done done ? TypedResults.Created($"/api/notes/{done.Note.Id}", NoteView.Of(done.Note)) : outcome.ToProblem();
    }
}
