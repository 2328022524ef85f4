using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Roles;

namespace UnifiedInbox.Members.Portal;

/// <summary>
/// A member's way to the database: a session of the role inbox_member that is told, for one transaction, the hash of the token they
/// signed in with. What rows that shows is decided by the database's policies; the queries here name no contact.
/// </summary>
internal sealed class MemberSession(Pools pools)
{
    private const string Begin = "SELECT set_config('inbox.session', @hash, true)";

    /// <summary>False where the database cannot guard rows by itself: then nothing of the portal is shown.</summary>
    public bool IsPossible => pools.Member is not null;

    public Task<T> ReadAsync<T>(Caller caller, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        var source = pools.Member ?? throw new InvalidOperationException("The portal is closed, and the route should have said so.");
        return source.UseAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var hash = Convert.ToHexStringLower(caller.TokenHash ?? []);
            await connection.ExecuteAsync(new CommandDefinition(Begin, new { hash }, cancellationToken: ct));
            var result = await work(connection);
            await transaction.CommitAsync(ct);
            return result;
        }, ct);
    }

    public async Task<List<T>> ListAsync<T>(Caller caller, string sql, object? parameters, CancellationToken ct) => await ReadAsync(caller,
        async connection => (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList(), ct);

    public Task<T?> FindAsync<T>(Caller caller, string sql, object? parameters, CancellationToken ct) => ReadAsync(caller,
        connection => connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct);
}
