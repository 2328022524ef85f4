using Dapper;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>
/// Finds out whether a connection string leads to a pooler that lends a server connection for one transaction (PgBouncer,
/// Supavisor, Neon's pooled host). Two connections that are open at once have two server processes, unless such a pooler
/// hands the same one to both in turn.
/// </summary>
internal static class PoolerProbe
{
    public static async Task<bool> IsPooledAsync(NpgsqlConnectionStringBuilder place, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(place.ConnectionString) { Pooling = false, MaxAutoPrepare = 0, Timeout = 5 };
        try
        {
            await using var one = new NpgsqlConnection(settings.ConnectionString);
            await using var other = new NpgsqlConnection(settings.ConnectionString);
            await one.OpenAsync(ct);
            await other.OpenAsync(ct);
            for (var i = 0; i < 3; i++)
                if (await ProcessAsync(one, ct) == await ProcessAsync(other, ct)) return true;
            return false;
        }
        catch (NpgsqlException e) when (DatabaseErrors.IsUnavailable(e))
        {
            return LooksPooled(place); // it will be waited for; until then its name has to do
        }
        catch (NpgsqlException e) when (DatabaseErrors.Refusal(e) is { } refusal)
        {
            throw refusal;
        }
    }

    private static bool LooksPooled(NpgsqlConnectionStringBuilder place) =>
        place.Port == 6543 || place.Host!.Contains("-pooler.", StringComparison.Ordinal);

    private static Task<int> ProcessAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = "SELECT pg_backend_pid()";
        return connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, cancellationToken: ct));
    }
}
