using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>A note as the API shows it.</summary>
/// <param name="UserId">Who wrote it; null when they are gone.</param>
/// <param name="Content">With mentions as <c>@[name](user id)</c>.</param>
/// <param name="Text">The same with plain names.</param>
/// <param name="IsPrivate">Seen by its author, whom it mentions, and admins only.</param>
internal sealed record NoteView(
    Guid Id,
    Guid ContactId,
    Guid? UserId,
    NoteAuthorView? Author,
    string Content,
    string Text,
    bool IsPrivate,
    IReadOnlyList<Mention> Mentions,
    DateTimeOffset? EditedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What it said before, the latest first; only where one note is asked for.</summary>
    public IReadOnlyList<RevisionView>? History { get; init; }

    public static NoteView Of(Note note) => new(
        note.Id,
        note.ContactId,
        note.AuthorId,
        note.AuthorId is { } author ? new(author, note.Author) : null,
        NoteText.Fresh(note.Content, note.Names),
        note.Text,
        note.IsPrivate,
        note.Mentions,
        note.EditedAt,
        note.At,
        note.UpdatedAt);
}

internal sealed record NoteAuthorView(Guid Id, string Name);

/// <param name="Content">What it said until then.</param>
/// <param name="EditedBy">Who changed it.</param>
/// <param name="EditedAt">When.</param>
internal sealed record RevisionView(string Content, string Text, bool IsPrivate, NoteAuthorView? EditedBy, DateTimeOffset EditedAt)
{
    public static RevisionView Of(NoteRevision revision) => new(
        revision.Content,
        revision.Text,
        revision.IsPrivate,
        revision.EditedBy is { } editor ? new(editor, revision.EditorName ?? "") : null,
        revision.At);
}

internal static class NoteProblems
{
    public static IResult ToProblem(this NoteOutcome outcome) => outcome switch
    {
        NoteOutcome.Invalid invalid => Problem.Invalid(invalid.Field, invalid.Message, invalid.Code),
        NoteOutcome.NotYours => Problem.Of(StatusCodes.Status403Forbidden, "not_yours", "Only its author and admins change or delete a note."),
        NoteOutcome.NotFound missing => Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no such {missing.What}."),
        _ => throw new InvalidOperationException(),
    };
}
