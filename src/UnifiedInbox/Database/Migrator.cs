using Dapper;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>The schema and the program do not fit together; the message says what to do.</summary>
internal sealed class SchemaException(string message, Exception? inner = null) : OperatorException(message, inner);

/// <summary>
/// Brings a database to the schema this program knows. Each script runs in a transaction of its own that first takes an
/// advisory lock, so nodes that start together take turns, also behind a transaction pooler.
/// </summary>
internal sealed partial class Migrator(NpgsqlDataSource owner, ILogger log, IReadOnlyList<Script> scripts)
{
    /// <summary>Any number will do, as long as it never changes: nodes of different versions must meet at the same lock.</summary>
    private const long LockKey = 0x756E_6966_6965_6401;

    public Migrator(NpgsqlDataSource owner, ILogger log) : this(owner, log, Script.All) { }

    /// <summary>Runs what is missing and says how many scripts that were. Does no more than two reads when nothing is.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        var pending = await PendingAsync(connection, ct);
        foreach (var script in pending) await ApplyAsync(connection, script, ct);
        if (pending.Count > 0) LogMigrated(pending.Count);
        return pending.Count;
    }

    public async Task<IReadOnlyList<Script>> PendingAsync(CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        return await PendingAsync(connection, ct);
    }

    private async Task<IReadOnlyList<Script>> PendingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var recorded = await RecordedAsync(connection, ct);
        var migrations = scripts.Where(script => script.IsMigration).ToDictionary(script => script.Name);
        foreach (var (name, hash) in recorded)
        {
            if (name.EndsWith(".sql", StringComparison.Ordinal)) continue;
            if (!migrations.TryGetValue(name, out var known))
                throw new SchemaException($"The database holds migration {name}, which this version of Unified Inbox does not know: "
                    + "a newer version made it. Start that version, or restore a backup made by this one.");
            if (known.Hash != hash)
                throw new SchemaException($"Migration {name} has changed since it was run on this database. "
                    + "Put its file back as it was and write a new migration; a development database can be thrown away.");
        }
        return [.. scripts.Where(script => !recorded.TryGetValue(script.Name, out var hash) || hash != script.Hash)];
    }

    private static async Task<Dictionary<string, string>> RecordedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string exists = "SELECT to_regclass('schema_migrations') IS NOT NULL";
        const string list = "SELECT name, hash FROM schema_migrations";
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(exists, cancellationToken: ct))) return [];
        var rows = await connection.QueryAsync<(string Name, string Hash)>(new CommandDefinition(list, cancellationToken: ct));
        return rows.ToDictionary(row => row.Name, row => row.Hash);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, ct);
        var recorded = await RecordedAsync(connection, ct);
        if (recorded.TryGetValue(script.Name, out var hash) && (script.IsMigration || hash == script.Hash)) return; // another node was faster
        try
        {
            await RunAsync(connection, script.Sql, ct);
        }
        catch (PostgresException e)
        {
            throw new SchemaException($"{script.Name} could not be run on the database: {e.MessageText} ({e.SqlState})"
                + (e.Hint is null ? "." : $". {e.Hint}"), e);
        }
        await RecordAsync(connection, script, ct);
        await transaction.CommitAsync(ct);
        LogApplied(script.Name);
    }

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = """
            SET LOCAL statement_timeout = 0;
            SET LOCAL lock_timeout = 0;
            SET LOCAL client_min_messages = warning;
            SELECT pg_advisory_xact_lock(@key);
            CREATE TABLE IF NOT EXISTS schema_migrations (
                name       text PRIMARY KEY,
                hash       text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { key = LockKey }, commandTimeout: 0, cancellationToken: ct));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0; // building an index over a long history takes as long as it takes
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task RecordAsync(NpgsqlConnection connection, Script script, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO schema_migrations (name, hash)
            VALUES (@Name, @Hash)
            ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, applied_at = now()
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { script.Name, script.Hash }, cancellationToken: ct));
    }

    [LoggerMessage(LogLevel.Debug, "Applied {Script}")]
    private partial void LogApplied(string script);

    [LoggerMessage(LogLevel.Information, "The database was brought up to date: {Count} scripts ran")]
    private partial void LogMigrated(int count);
}
