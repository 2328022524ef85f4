using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Conversations;
using UnifiedInbox.Database;

namespace UnifiedInbox.Notes;

/// <summary>Notes by id, as far as the caller may see them.</summary>
internal sealed class FindNotes(Db db)
{
    private const string Sql = "SELECT " + Note.Columns + """

          FROM notes n
          LEFT JOIN users u ON u.id = n.author_id
         WHERE n.id = ANY (@ids)
           AND can_see_note(n, @userId)
         ORDER BY n.at, n.id
        """;

    public Task<List<Note>> RunAsync(Caller caller, Guid[] ids, CancellationToken ct) =>
        db.ListAsync<Note>(Sql, new { ids, userId = caller.UserId }, ct);

    public async Task<Note?> OneAsync(Caller caller, Guid id, CancellationToken ct) => (await RunAsync(caller, [id], ct)).SingleOrDefault();

    public static async Task<Note?> InAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<Note>(new CommandDefinition(Sql, new { ids = new[] { id }, userId = caller.UserId }, cancellationToken: ct));

    /// <summary><c>GET /api/notes/{id}</c>, with what it said before.</summary>
    public static async Task<IResult> EndpointAsync(string id, HttpContext http, FindNotes find, ListRevisions revisions, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var known) || await find.OneAsync(http.Caller(), known, ct) is not { } note) return new NoteOutcome.NotFound("note").ToProblem();
        var history = await revisions.RunAsync(http.Caller(), known, ct);
        return TypedResults.Ok(NoteView.Of(note) with { History = [.. history.Select(RevisionView.Of)] });
    }
}

/// <summary>Whom a note can mention: the staff that is active, by name.</summary>
internal sealed class ListMentionable(Db db)
{
    private const string Sql = """
        SELECT id,
               name
          FROM users
         WHERE role IN ('admin', 'agent')
           AND deactivated_at IS NULL
         ORDER BY fold(name), id
        """;

    private const string ForContact = """
        SELECT id,
               name,
               can_meet_contact(id, @contactId) AS has_access
          FROM users
         WHERE role IN ('admin', 'agent')
           AND deactivated_at IS NULL
         ORDER BY fold(name), id
        """;

    public Task<List<Teammate>> RunAsync(CancellationToken ct) => db.ListAsync<Teammate>(Sql, null, ct);

    /// <summary><c>GET /contacts/{id}/mentionable</c>, what typing @ offers.</summary>
    public static async Task<IResult> EndpointAsync(Guid id, Db db, CancellationToken ct) =>
        TypedResults.Ok(await db.ListAsync<Mention>(ForContact, new { contactId = id }, ct));
}
