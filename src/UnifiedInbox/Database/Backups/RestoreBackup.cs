using System.Data;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace UnifiedInbox.Database.Backups;

/// <summary>
/// <c>restore FILE</c>: makes the database what it was when the archive was written, in this or any other PostgreSQL. The schema
/// is first brought to where it was then, and to this version's after the rows are in.
/// </summary>
internal sealed class RestoreBackup(
    DatabaseServer server, DatabaseOptions options, IEnumerable<IBackedUpFiles> folders, ILogger<RestoreBackup> log)
{
    private const string TablesSql = """
        SELECT relname
          FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace
           AND relkind IN ('r', 'p')
        """;

    private const string PeopleSql = "SELECT count(*) FROM users";

    private const string EmptySql = """
        DO $$
        DECLARE
            name text := current_schema();
        BEGIN
            SET LOCAL client_min_messages = warning;
            EXECUTE format('DROP SCHEMA %I CASCADE', name);
            EXECUTE format('CREATE SCHEMA %I', name);
        END $$
        """;

    /// <summary>What features have to put right in a copy: functions named <c>…_after_restore()</c>.</summary>
    private const string AfterwardsSql = """
        SELECT proname
          FROM pg_proc
         WHERE pronamespace = current_schema()::regnamespace AND pronargs = 0 AND proname LIKE '%\_after\_restore'
         ORDER BY proname
        """;

    public async Task<BackupManifest> RunAsync(string file, bool force, CancellationToken ct)
    {
        using var archive = Open(file);
        var manifest = Check(archive, file);
        await using var source = server.CreateOwnerSource();
        await using (var connection = await source.OpenConnectionAsync(ct))
        {
            if (!force && await IsInUseAsync(connection, ct))
                throw new OperatorException("The database is not empty. Restore into an empty one, or add --force to replace everything in it.");
            await connection.ExecuteAsync(new CommandDefinition(EmptySql, cancellationToken: ct));
        }
        var then = Script.All.Where(script => script.IsMigration && manifest.Migrations.Contains(script.Name));
        await new Migrator(source, log, [.. then]).RunAsync(ct);
        await LoadAsync(source, archive, manifest, ct);
        await RestoreFilesAsync(archive, ct);
        await new Migrator(source, log).RunAsync(ct);
        await FinishAsync(source, ct);
        return manifest;
    }

    /// <summary>A database of ours that was started once, and where nobody has signed up, counts as empty.</summary>
    private static async Task<bool> IsInUseAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var tables = (await connection.QueryAsync<string>(new CommandDefinition(TablesSql, cancellationToken: ct))).ToHashSet();
        if (!tables.IsSupersetOf(["schema_migrations", "users"])) return tables.Count > 0;
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(PeopleSql, cancellationToken: ct)) > 0;
    }

    private static ZipArchive Open(string file)
    {
        try
        {
            return ZipFile.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{file} cannot be read as a backup: {e.Message}", e);
        }
    }

    /// <summary>Everything is read once before anything is touched: a zip knows when its bytes have changed.</summary>
    private static BackupManifest Check(ZipArchive archive, string file)
    {
        try
        {
            using var json = (archive.GetEntry(BackupManifest.EntryName) ?? throw new InvalidDataException("it has no manifest.")).Open();
            var manifest = JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest)!;
            var known = Script.All.Where(script => script.IsMigration).Select(script => script.Name).ToHashSet();
            if (manifest.Format > BackupManifest.CurrentFormat || manifest.Migrations.Any(name => !known.Contains(name)))
                throw new OperatorException($"{file} was written by a newer Unified Inbox ({manifest.Version}). Restore it with that version.");
            if (manifest.Tables.Any(table => archive.GetEntry(table.EntryName) is null)) throw new InvalidDataException("a table is missing.");
            foreach (var entry in archive.Entries)
            {
                using var content = entry.Open();
                content.CopyTo(Stream.Null);
            }
            return manifest;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new OperatorException($"{file} is not a whole backup: {e.Message} Nothing was changed.", e);
        }
    }

    private static async Task LoadAsync(NpgsqlDataSource source, ZipArchive archive, BackupManifest manifest, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await CheckNamesAsync(connection, manifest, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Rows that a migration put in are among those of the archive. Names were checked against this schema's.
        var all = string.Join(", ", manifest.Tables.Select(table => $"\"{table.Name}\""));
        await connection.ExecuteAsync(new CommandDefinition("TRUNCATE " + all, cancellationToken: ct));
        foreach (var table in manifest.Tables)
        {
            var rows = await LoadAsync(connection, archive, table, ct);
            if (rows != table.Rows)
                throw new OperatorException($"{table.Name} has {rows} rows after loading and had {table.Rows}. The database was left empty.");
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Names become part of statements, so they are compared with those the schema really has.</summary>
    private static async Task CheckNamesAsync(NpgsqlConnection connection, BackupManifest manifest, CancellationToken ct)
    {
        var known = (await BackupTables.ListAsync(connection, ct)).ToDictionary(table => table.Name);
        var stranger = manifest.Tables.FirstOrDefault(table => !known.TryGetValue(table.Name, out var real) || table.Columns.Except(real.Columns).Any());
        if (stranger is not null) throw new OperatorException($"The backup's table {stranger.Name} does not fit the schema it names.");
    }

    private static async Task<long> LoadAsync(NpgsqlConnection connection, ZipArchive archive, BackupTable table, CancellationToken ct)
    {
        using var reader = new StreamReader(archive.GetEntry(table.EntryName)!.Open(), new UTF8Encoding(false));
        await using (var writer = await connection.BeginTextImportAsync("COPY \"" + table.Name + "\" (" + table.ColumnList + ") FROM STDIN", ct))
        {
            var buffer = new char[64 * 1024];
            for (int read; (read = await reader.ReadAsync(buffer, ct)) > 0;) await writer.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM \"" + table.Name + "\"", cancellationToken: ct));
    }

    private async Task RestoreFilesAsync(ZipArchive archive, CancellationToken ct)
    {
        var places = folders.ToDictionary(folder => folder.Name);
        foreach (var entry in archive.Entries)
        {
            if (entry.FullName.Split('/', 2) is not [var name, { Length: > 0 } rest] || !places.TryGetValue(name, out var place)) continue;
            await using var content = entry.Open();
            await place.RestoreAsync(rest, content, ct);
        }
        // What was encrypted can only be read with the key of then. SECRET_KEY, where it is set, wins over the file.
        if (archive.GetEntry(SecretKey.FileName) is not { } key) return;
        using var reader = new StreamReader(key.Open());
        SecretKey.Replace(options.DataDir, reader.ReadToEnd());
    }

    private static async Task FinishAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var function in await connection.QueryAsync<string>(new CommandDefinition(AfterwardsSql, cancellationToken: ct)))
            await connection.ExecuteAsync(new CommandDefinition("SELECT " + function + "()", cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("ANALYZE", commandType: CommandType.Text, cancellationToken: ct));
    }
}
