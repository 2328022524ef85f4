using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Messages;

/// <summary>One message the caller may see.</summary>
internal static class FindMessage
{
    private const string Sql = "SELECT " + Message.Columns + ",\n" + Message.MeaningColumn + """
        ,
               m.content,
               m.html,
               u.name AS author_name
          FROM messages m
          LEFT JOIN users u ON u.id = m.author_id
         WHERE m.id = @id AND can_use_inbox(@userId, m.inbox_id)
        """;

    public static Task<Message?> RunAsync(Db db, Caller caller, Guid id, CancellationToken ct) =>
        db.UseAsync(connection => InAsync(connection, caller, id, ct), ct);

    public static Task<Message?> InAsync(NpgsqlConnection connection, Caller caller, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Message>(new CommandDefinition(Sql, new { id, userId = caller.UserId }, cancellationToken: ct));
}
