using System.Data;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace UnifiedInbox.Database.Backups;

/// <summary>
/// <c>backup FILE</c>: everything of an installation in one archive, as it was at one moment, while the product runs. It holds the
/// generated secret key too (not one set by SECRET_KEY): whoever has the file has the data.
/// </summary>
internal sealed class WriteBackup(DatabaseServer server, DatabaseOptions options, IEnumerable<IBackedUpFiles> folders, TimeProvider time)
{
    private const string MigrationsSql = "SELECT name FROM schema_migrations WHERE name NOT LIKE '%.sql' ORDER BY name";

    public async Task<BackupManifest> RunAsync(string file, CancellationToken ct)
    {
        var partial = file + ".partial";
        try
        {
            var manifest = await WriteAsync(partial, ct);
            File.Move(partial, file, overwrite: true); // whole or not at all
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The backup could not be written to {file}: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(partial)) File.Delete(partial); // deleting complains where the folder is missing
        }
    }

    private async Task<BackupManifest> WriteAsync(string file, CancellationToken ct)
    {
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var output = new FileStream(file, mode);
        using var archive = new ZipArchive(output, ZipArchiveMode.Create);
        var manifest = await WriteTablesAsync(archive, ct);
        foreach (var folder in folders) await WriteFilesAsync(archive, folder, ct);
        var key = Path.Combine(options.DataDir, SecretKey.FileName);
        if (File.Exists(key)) await CopyAsync(key, archive.CreateEntry(SecretKey.FileName), ct);
        await using var json = archive.CreateEntry(BackupManifest.EntryName).Open();
        await JsonSerializer.SerializeAsync(json, manifest, BackupJson.Default.BackupManifest, ct);
        return manifest;
    }

    private async Task<BackupManifest> WriteTablesAsync(ZipArchive archive, CancellationToken ct)
    {
        await using var source = server.CreateOwnerSource();
        await using var connection = await source.OpenConnectionAsync(ct);
        // One snapshot for all tables; reading holds nobody up.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await connection.ExecuteAsync("SET TRANSACTION READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0");
        var migrations = (await connection.QueryAsync<string>(new CommandDefinition(MigrationsSql, cancellationToken: ct))).AsList();
        var tables = new List<BackupTable>();
        foreach (var table in await BackupTables.ListAsync(connection, ct))
            tables.Add(table with { Rows = await WriteTableAsync(archive, connection, table, ct) });
        var version = typeof(WriteBackup).Assembly.GetName().Version?.ToString(3) ?? "";
        return new BackupManifest(BackupManifest.CurrentFormat, time.GetUtcNow(), version, migrations, tables);
    }

    /// <summary>Answers how many rows it wrote: in the text format, a row is a line.</summary>
    private static async Task<long> WriteTableAsync(ZipArchive archive, NpgsqlConnection connection, BackupTable table, CancellationToken ct)
    {
        // Names come from the catalogue. COPY takes no parameters, and a partitioned table only as a query.
        using var reader = await connection.BeginTextExportAsync("COPY (SELECT " + table.ColumnList + " FROM \"" + table.Name + "\") TO STDOUT", ct);
        await using var writer = new StreamWriter(archive.CreateEntry(table.EntryName, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        var buffer = new char[64 * 1024];
        long rows = 0;
        for (int read; (read = await reader.ReadAsync(buffer, ct)) > 0;)
        {
            rows += buffer.AsSpan(0, read).Count('\n');
            await writer.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return rows;
    }

    private static async Task WriteFilesAsync(ZipArchive archive, IBackedUpFiles files, CancellationToken ct)
    {
        await foreach (var name in files.ListAsync(ct))
        {
            await using var from = await files.OpenAsync(name, ct);
            if (from is null) continue; // deleted since the list was made: nothing refers to it any more
            // Pictures and sounds do not get smaller.
            await using var to = archive.CreateEntry($"{files.Name}/{name}", CompressionLevel.NoCompression).Open();
            await from.CopyToAsync(to, ct);
        }
    }

    private static async Task CopyAsync(string file, ZipArchiveEntry entry, CancellationToken ct)
    {
        await using var from = File.OpenRead(file);
        await using var to = entry.Open();
        await from.CopyToAsync(to, ct);
    }
}
