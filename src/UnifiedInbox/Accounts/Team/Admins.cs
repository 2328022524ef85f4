using Dapper;
using Npgsql;

namespace UnifiedInbox.Accounts.Team;

/// <summary>What came of changing somebody's standing in the team.</summary>
internal enum TeamOutcome
{
    Done,
    NotFound,

    /// <summary>The caller is no admin (any more).</summary>
    Forbidden,

    /// <summary>Somebody has to be able to let people in.</summary>
    LastAdmin,
}

/// <summary>
/// Holds the active admins still for the rest of a transaction. Two admins who remove each other at the same moment come one after
/// the other, and the second finds that they are none any more.
/// </summary>
internal static class Admins
{
    private const string Lock = """
        SELECT id
          FROM users
         WHERE role = 'admin'
           AND deactivated_at IS NULL
         ORDER BY id
           FOR UPDATE
        """;

    public static async Task<List<Guid>> LockAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition(Lock, cancellationToken: ct))).AsList();
}
