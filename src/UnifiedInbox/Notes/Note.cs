using System.Text.Json;

namespace UnifiedInbox.Notes;

/// <summary>What a teammate wrote about a contact for the team. Read only through <c>can_see_note</c>.</summary>
public sealed record Note
{
    /// <summary>What fills this record for the person <c>@userId</c>, from <c>notes n LEFT JOIN users u ON u.id = n.author_id</c>.</summary>
    internal const string Columns = """
               n.id,
               n.contact_id,
               n.author_id,
               u.name AS author_name,
               n.content,
               n.is_private,
               n.at,
               n.edited_at,
               n.updated_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'hasAccess', can_meet_contact(p.id, n.contact_id))
                                          ORDER BY fold(p.name), p.id), '[]')
                  FROM note_mentions m
                  JOIN users p ON p.id = m.user_id
                 WHERE m.note_id = n.id) AS mention_list,
               EXISTS (SELECT 1 FROM note_mentions m WHERE m.note_id = n.id AND m.user_id = @userId AND m.read_at IS NULL) AS is_unseen
        """;

    public Guid Id { get; init; }
    public Guid ContactId { get; init; }
    public Guid? AuthorId { get; init; }
    public string? AuthorName { get; init; }

    /// <summary>As stored: a mention is <c>@[name](user id)</c>, and the name the one of that day.</summary>
    public string Content { get; init; } = "";
    public bool IsPrivate { get; init; }

    /// <summary>When it was written; its place in the timeline.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Null where it still says what it said at first.</summary>
    public DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>It mentions the reader, who has not looked at it.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>JSON text of <see cref="Mentions"/>, as the database gives it.</summary>
    public string MentionList { get; init; } = "[]";

    public IReadOnlyList<Mention> Mentions => field ??= JsonSerializer.Deserialize<List<Mention>>(MentionList, JsonSerializerOptions.Web) ?? [];

    /// <summary>As people read it, with the names of today.</summary>
    public string Text => NoteText.Plain(Content, Names);

    /// <summary>Who wrote it, also when they are gone.</summary>
    public string Author => AuthorName ?? "Somebody who left";

    internal IReadOnlyDictionary<Guid, string> Names => Mentions.ToDictionary(mention => mention.Id, mention => mention.Name);
}

/// <summary>A teammate a note names.</summary>
/// <param name="HasAccess">Whether they may open a conversation with the contact.</param>
public sealed record Mention(Guid Id, string Name, bool HasAccess);

/// <summary>What became of writing, changing or deleting one.</summary>
internal abstract record NoteOutcome
{
    private NoteOutcome()
    {
    }

    public sealed record Done(Note Note) : NoteOutcome;

    public sealed record Deleted : NoteOutcome;

    /// <summary>No such note or contact, or none this person may see.</summary>
    public sealed record NotFound(string What) : NoteOutcome;

    /// <summary>Seen, but another's.</summary>
    public sealed record NotYours : NoteOutcome;

    public sealed record Invalid(string Field, string Code, string Message) : NoteOutcome;
}
