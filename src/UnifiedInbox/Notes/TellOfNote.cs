using Dapper;
using Npgsql;

namespace UnifiedInbox.Notes;

/// <summary>
/// Writes to the live feed, in the transaction of the change, that a note came, changed or goes. Of a private note only those hear
/// who may see it: one entry each, addressed to them.
/// </summary>
internal static class TellOfNote
{
    private const string Sql = """
        INSERT INTO changes (kind, contact_id, note_id, user_id)
        SELECT 'note',
               n.contact_id,
               n.id,
               NULL::uuid
          FROM notes n
         WHERE n.id = @id
           AND NOT n.is_private
         UNION ALL
        SELECT 'note',
               n.contact_id,
               n.id,
               u.id
          FROM notes n
          JOIN users u ON can_see_note(n, u.id)
         WHERE n.id = @id
           AND n.is_private
        """;

    /// <summary>Somebody's bell has more, or less, to show.</summary>
    private const string MentionSql = """
        INSERT INTO changes (kind, contact_id, note_id, user_id)
        SELECT 'mention',
               n.contact_id,
               n.id,
               person
          FROM notes n
         CROSS JOIN unnest(@people) AS person
         WHERE n.id = @id
        """;

    public static Task RunAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Sql, new { id }, cancellationToken: ct));

    public static Task MentionedAsync(NpgsqlConnection connection, Guid id, IEnumerable<Guid> people, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(MentionSql, new { id, people = people.ToArray() }, cancellationToken: ct));
}
