using System.Data;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>Work on a connection that goes back to its pool as it came, also where the work fails.</summary>
internal static class PooledWork
{
    public static async Task<T> UseAsync<T>(this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        try
        {
            return await work(connection);
        }
        catch (Exception e) when (e is PostgresException or OperationCanceledException)
        {
            ForgetPrepared(connection);
            throw;
        }
    }

    /// <summary>
    /// Npgsql 10 takes a statement for prepared when planning it failed, or was canceled, just as it was being prepared, and knows
    /// nothing of the columns it answers: whoever used it next on this connection failed with “Received unexpected backend message
    /// DataRow”, after the server had done the work.
    /// </summary>
    private static void ForgetPrepared(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open || new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxAutoPrepare == 0) return;
        try
        {
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // The server is going, and the connection with it. What failed first is what the caller has to know.
        }
    }
}
