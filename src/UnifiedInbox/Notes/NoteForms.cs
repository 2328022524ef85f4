using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Components;

namespace UnifiedInbox.Notes;

/// <summary>The fields of a note's form.</summary>
internal sealed class NoteForm
{
    public Guid? NoteId { get; set; }
    public string? Content { get; set; }
    public bool IsPrivate { get; set; }

    /// <summary>Ids of who was chosen from the list, with commas between: who is meant where two have one name.</summary>
    public string? Mentioned { get; set; }

    /// <summary>Where it is written: a thread, or else the contact's page.</summary>
    public Guid? ConversationId { get; set; }

    public IReadOnlyList<Guid> Meant =>
        [.. (Mentioned ?? "").Split(',').Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Take(NoteText.MostMentions)];
}

/// <summary>What the forms of notes call. Each ends with the note in its places, or with what is wrong beside the field.</summary>
internal static class NoteForms
{
    /// <summary><c>POST /contacts/{id}/notes</c></summary>
    public static async Task<IResult> CreateAsync(Guid id, [FromForm] NoteForm form, HttpContext http, CreateNote create, ListNotes list, CancellationToken ct)
    {
        var note = new NewNote { Id = form.NoteId, Content = form.Content, IsPrivate = form.IsPrivate, Meant = form.Meant };
        var back = form.ConversationId is { } thread ? $"/inbox/{thread}" : $"/contacts/{id}";
        switch (await create.RunAsync(http.Caller(), id, note, ct))
        {
            case NoteOutcome.Done done:
                return TurboStream.OrRedirect(http.Request, back, [
                    .. await PlacesAsync(http.Caller(), done.Note, list, ct),
                    TurboStream.Replace<NoteIdField>(NoteIdField.Id, new { NoteId = NewId.Next() }),
                    TurboStream.Update<Nothing>("note-error"),
                    .. Warnings(done.Note)]);
            case NoteOutcome.Invalid invalid:
                return Refuse(http, "note-error", invalid.Message, back);
            default:
                return TypedResults.NotFound();
        }
    }

    /// <summary><c>GET /notes/{id}/edit</c>: the form in the place of the words.</summary>
    public static async Task<IResult> EditAsync(Guid id, HttpContext http, FindNotes find, CancellationToken ct)
    {
        if (await find.OneAsync(http.Caller(), id, ct) is not { } note || (note.AuthorId != http.Caller().UserId && !http.Caller().IsAdmin)) return TypedResults.NotFound();
        return http.Request.Headers["Turbo-Frame"].ToString() is { Length: > 0 } frame && NoteCard.IsFrame(frame, id)
            ? Page.Of<EditNoteForm>(new { Note = note, Frame = frame })
            : Page.Of<EditNotePage>(new { Note = note });
    }

    /// <summary><c>GET /notes/{id}/words</c>: the words again, where editing was given up.</summary>
    public static async Task<IResult> WordsAsync(Guid id, string? frame, HttpContext http, FindNotes find, CancellationToken ct)
    {
        if (await find.OneAsync(http.Caller(), id, ct) is not { } note) return TypedResults.NotFound();
        return NoteCard.IsFrame(frame ?? "", id) && http.Request.Headers["Turbo-Frame"] == frame
            ? Page.Of<NoteFrame>(new { Note = note, Frame = frame })
            : TurboStream.SeeOther($"/notes/{id}");
    }

    /// <summary><c>POST /notes/{id}</c></summary>
    public static async Task<IResult> ChangeAsync(Guid id, [FromForm] NoteForm form, HttpContext http, ChangeNote change, ListNotes list, CancellationToken ct)
    {
        var request = new NoteRequest { Content = form.Content ?? "", IsPrivate = form.IsPrivate };
        switch (await change.RunAsync(http.Caller(), id, request, form.Meant, ct))
        {
            case NoteOutcome.Done done:
                return TurboStream.OrRedirect(http.Request, $"/notes/{id}", [.. await PlacesAsync(http.Caller(), done.Note, list, ct), .. Warnings(done.Note)]);
            case NoteOutcome.Invalid invalid:
                return Refuse(http, EditNoteForm.ErrorOf(id), invalid.Message, $"/notes/{id}/edit");
            case NoteOutcome.NotYours:
                return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
            default:
                return TypedResults.NotFound();
        }
    }

    /// <summary><c>POST /notes/{id}/delete</c></summary>
    public static async Task<IResult> DeleteAsync(Guid id, HttpContext http, DeleteNote delete, FindNotes find, CancellationToken ct)
    {
        var note = await find.OneAsync(http.Caller(), id, ct);
        return await delete.RunAsync(http.Caller(), id, ct) switch
        {
            NoteOutcome.Deleted => TurboStream.OrRedirect(
                http.Request, $"/contacts/{note!.ContactId}", TurboStream.Remove(NoteRow.IdOf(id)), TurboStream.Remove(NoteCard.ListId(id)), TurboStream.Toast("Note deleted")),
            NoteOutcome.NotYours => TypedResults.StatusCode(StatusCodes.Status403Forbidden),
            _ => TypedResults.NotFound(),
        };
    }

    /// <summary>The timeline and the list that may be on the screen; where one is not, nothing happens there.</summary>
    private static async Task<TurboStream[]> PlacesAsync(Caller caller, Note note, ListNotes list, CancellationToken ct) =>
    [
        // Whole, not morphed: a form that was in its place has text typed into it, which a morph would keep.
        TurboStream.Replace<NoteRow>(NoteRow.IdOf(note.Id), new { Note = note }),
        RefreshThread.Place(new([], new Dictionary<string, QuotedMessage>(), null) { Notes = [note] }),
        TurboStream.Replace<NoteList>(NoteList.Id, new { note.ContactId, Notes = await list.RunAsync(caller, note.ContactId, null, NoteList.Shown, ct) }),
    ];

    private static IEnumerable<TurboStream> Warnings(Note note) =>
        note.Mentions.Where(mention => !mention.HasAccess).Select(mention =>
            TurboStream.Toast($"{mention.Name} is told, but cannot open this conversation: its inbox is closed to them.", "warning"));

    private static IResult Refuse(HttpContext http, string target, string message, string back)
    {
        if (!TurboStream.IsAskedBy(http.Request))
        {
            LeftToast.Leave(http, message);
            return TurboStream.SeeOther(back);
        }
        var answer = TurboStream.Answer(TurboStream.Update<NoteError>(target, new { Text = message }));
        answer.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return answer;
    }
}
