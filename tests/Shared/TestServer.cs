using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Database.Embedded;
using UnifiedInbox.Database.Roles;

namespace UnifiedInbox.Tests;

/// <summary>
/// One embedded PostgreSQL for the whole test run, with a migrated template that test databases are copied from. It ends
/// with the run; what a killed run left behind is cleared by the next.
/// </summary>
internal static class TestServer
{
    private const string Template = "template_inbox";
    private const string Prefix = "unified-inbox-tests-";

    /// <summary>Everything of this run, on disk.</summary>
    public static readonly string Folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}");

    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);
    private static Task<string>? ahead;

    /// <summary>Makes a database: a copy of the template, or an empty one. Answers its name and its connection string.</summary>
    public static async Task<(string Name, string ConnectionString)> CreateDatabaseAsync(bool migrated)
    {
        var server = await Server.Value;
        var name = migrated ? await TakeCopyAsync(server) : await MakeAsync(server, "template0");
        return (name, In(server, name));
    }

    /// <summary>The copy that was made while other tests ran; the next one is begun.</summary>
    private static async Task<string> TakeCopyAsync(EmbeddedPostgres server)
    {
        await OneCopyAtATime.WaitAsync();
        try
        {
            var name = await (ahead ?? MakeAsync(server, Template));
            ahead = MakeAsync(server, Template);
            return name;
        }
        finally
        {
            OneCopyAtATime.Release();
        }
    }

    /// <summary>By files: through the log, as PostgreSQL does it unless told, takes twice as long.</summary>
    private static async Task<string> MakeAsync(EmbeddedPostgres server, string template)
    {
        var name = $"test_{NewId.Next():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        return name;
    }

    public static async Task DropDatabaseAsync(string name) =>
        await ExecuteAsync(await Server.Value, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static string In(EmbeddedPostgres server, string database) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, MaxPoolSize = 40 }.ConnectionString;

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(In(server, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        ClearLeftovers();
        var options = new EmbeddedPostgresOptions(Folder, Environment.GetEnvironmentVariable("PG_BIN"), Disposable: true);
        var server = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // The test host is given a tenth of a second: no time for a polite stop.
            Clear(server.ClusterFolder);
            Directory.Delete(Folder, recursive: true);
        };
        await ExecuteAsync(server, $"CREATE DATABASE {Template} TEMPLATE template0");
        await using var template = NpgsqlDataSource.Create(In(server, Template));
        await new Migrator(template, NullLogger.Instance).RunAsync(CancellationToken.None);
        await GrantAsync(template);
        return server;
    }

    /// <summary>What is granted is copied with the template, so that no test has to wait for it.</summary>
    private static async Task GrantAsync(NpgsqlDataSource template)
    {
        var options = new DatabaseOptions { Server = new NpgsqlConnectionStringBuilder(template.ConnectionString), DataDir = Folder };
        await using var server = await DatabaseServer.StartAsync(options, beside: true, CancellationToken.None);
        await using var pools = new Pools(server, new SecretKey(TestApp.SecretKey));
        await new PrepareRoles(pools, server, NullLogger<PrepareRoles>.Instance).RunAsync(template, CancellationToken.None);
    }

    /// <summary>A killed run cannot stop its server, but the lock on its folder went with it.</summary>
    private static void ClearLeftovers()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var owned = DataFolder.Own(folder);
                Clear(owned.Cluster);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // somebody else's run, still under way
            }
        }
    }

    private static void Clear(string cluster)
    {
        if (Postmaster.Of(cluster) is { } postmaster) System.Diagnostics.Process.GetProcessById(postmaster.ProcessId).Kill();
    }
}
