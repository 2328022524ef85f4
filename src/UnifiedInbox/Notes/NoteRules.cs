using UnifiedInbox.Conversations;
using UnifiedInbox.Web;

namespace UnifiedInbox.Notes;

/// <summary>A note as somebody wants it written.</summary>
internal sealed record NewNote
{
    /// <summary>The id it shall get; a second call with the same id is the same note. Null = a fresh one.</summary>
    public Guid? Id { get; init; }

    /// <summary>1 to 20,000 characters. Mentions are <c>@[name](user id)</c>, or plain <c>@Name</c> of a teammate.</summary>
    public string? Content { get; init; }

    public bool IsPrivate { get; init; }

    /// <summary>Teammates to mention besides those the text names.</summary>
    public IReadOnlyList<Guid> Mentions { get; init; } = [];

    /// <summary>Who is meant where several have the name that the text has.</summary>
    public IReadOnlyList<Guid> Meant { get; init; } = [];
}

/// <summary>A note that may be stored.</summary>
internal sealed record CheckedNote(string Content, Guid[] Mentioned);

/// <summary>What can be said about a note before it is written.</summary>
internal static class NoteRules
{
    public static (CheckedNote? Note, NoteOutcome.Invalid? Objection) Check(NewNote note, IReadOnlyList<Teammate> team)
    {
        var typed = SafeText.Clean(note.Content ?? "").ReplaceLineEndings("\n").Trim();
        if (typed.Length == 0) return Refuse("content", "empty_note", "Write something first.");
        if (typed.Length > NoteText.Longest) return Refuse("content", "content_too_long", $"A note can have at most 20,000 characters; this one has {typed.Length}.");
        var (content, written, unknown) = NoteText.Resolve(typed, team, note.Meant);
        if (unknown is not null) return Refuse("content", "unknown_mention", $"{unknown} mentions nobody of the team.");
        if (note.Mentions.Cast<Guid?>().FirstOrDefault(id => team.All(teammate => teammate.Id != id)) is { } stranger)
            return Refuse("mentions", "unknown_mention", $"{stranger} is nobody of the team.");
        var mentioned = written.Concat(note.Mentions).Distinct().ToArray();
        return mentioned.Length > NoteText.MostMentions
            ? Refuse("content", "too_many_mentions", $"A note can mention at most {NoteText.MostMentions} people.")
            : (new CheckedNote(content, mentioned), null);
    }

    private static (CheckedNote?, NoteOutcome.Invalid?) Refuse(string field, string code, string message) => (null, new(field, code, message));
}
