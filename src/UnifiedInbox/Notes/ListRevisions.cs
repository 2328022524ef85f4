using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notes;

/// <summary>What a note said before it was changed.</summary>
public sealed record NoteRevision
{
    public int Number { get; init; }
    public string Content { get; init; } = "";
    public bool IsPrivate { get; init; }

    /// <summary>Who replaced it.</summary>
    public Guid? EditedBy { get; init; }
    public string? EditorName { get; init; }

    /// <summary>When it was replaced.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>With the names of that day.</summary>
    public string Text => NoteText.Plain(Content, new Dictionary<Guid, string>());
}

/// <summary>The former versions of a note that the caller may see, the latest first.</summary>
internal sealed class ListRevisions(Db db)
{
    private const string Sql = """
        SELECT r.number,
               r.content,
               r.is_private,
               r.edited_by,
               u.name AS editor_name,
               r.at
          FROM note_revisions r
          JOIN notes n ON n.id = r.note_id
          LEFT JOIN users u ON u.id = r.edited_by
         WHERE r.note_id = @noteId
           AND can_see_revision(r, n, @userId)
         ORDER BY r.number DESC
        """;

    public Task<List<NoteRevision>> RunAsync(Caller caller, Guid noteId, CancellationToken ct) =>
        db.ListAsync<NoteRevision>(Sql, new { noteId, userId = caller.UserId }, ct);
}
