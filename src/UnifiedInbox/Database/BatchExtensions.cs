using Npgsql;
using NpgsqlTypes;

namespace UnifiedInbox.Database;

internal static class BatchExtensions
{
    /// <summary>Adds a statement with its positional values ($1, $2 …); the server tells the type of a null.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value is DateTimeOffset at
                ? new NpgsqlParameter { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz }
                : new NpgsqlParameter { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
    }
}
