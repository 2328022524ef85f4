using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Notifications;

/// <summary>A note that mentions a person who has not seen it.</summary>
public sealed record UnreadMention
{
    public Guid NoteId { get; init; }
    public string? AuthorName { get; init; }
    public string ContactName { get; init; } = "";

    /// <summary>As stored, its beginning.</summary>
    public string Content { get; init; } = "";
    public DateTimeOffset At { get; init; }

    public string Author => AuthorName ?? "Somebody who left";

    /// <summary>The first words, with the names as they were written.</summary>
    public string FirstLine => NoteText.FirstLine(NoteText.Plain(Content, new Dictionary<Guid, string>()));
}

/// <summary>The notes that mention the caller and wait to be seen, newest first, at most 100.</summary>
internal sealed class ListMentions(Db db)
{
    public const int Most = 100;

    private const string Sql = """
        SELECT n.id AS note_id,
               u.name AS author_name,
               coalesce(nullif(k.name, ''), k.phone, k.email, 'Unknown') AS contact_name,
               left(n.content, 2000) AS content,
               m.at
          FROM note_mentions m
          JOIN notes n ON n.id = m.note_id
          JOIN contacts k ON k.id = n.contact_id
          LEFT JOIN users u ON u.id = n.author_id
         WHERE m.user_id = @userId
           AND m.read_at IS NULL
           AND (@ids::uuid[] IS NULL OR m.note_id = ANY (@ids))
           AND can_see_note(n, @userId)
         ORDER BY m.at DESC, m.note_id DESC
         LIMIT @most
        """;

    /// <summary><paramref name="ids"/>: only these notes; null = all.</summary>
    public Task<List<UnreadMention>> RunAsync(Caller caller, Guid[]? ids, CancellationToken ct) =>
        db.ListAsync<UnreadMention>(Sql, new { userId = caller.UserId, ids, most = Most }, ct);
}
