using System.Data.Common;
using Npgsql;
using UnifiedInbox.Database.Embedded;

namespace UnifiedInbox.Database;

/// <summary>The PostgreSQL this process works with: its own, or the one that <c>DATABASE_URL</c> names.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder place;

    private DatabaseServer(NpgsqlConnectionStringBuilder place, EmbeddedPostgres? embedded, bool isPooled)
    {
        this.place = place;
        Embedded = embedded;
        IsPooled = isPooled;
    }

    /// <summary>The private server; null for one that <c>DATABASE_URL</c> names.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>A transaction pooler stands between: LISTEN, session locks and prepared statements do not work through it.</summary>
    public bool IsPooled { get; }

    public string Description => Embedded is { } embedded
        ? $"embedded PostgreSQL {embedded.Major} in {embedded.DataDir}" + (embedded.Attached ? " (found running)" : "")
        : $"PostgreSQL at {place.Host}" + (IsPooled ? " through a transaction pooler" : "");

    /// <param name="beside">For a command: the server of an app that is running will do.</param>
    public static async Task<DatabaseServer> StartAsync(DatabaseOptions options, bool beside, CancellationToken ct)
    {
        if (options.Server is { } external) return new DatabaseServer(external, null, await PoolerProbe.IsPooledAsync(external, ct));
        var embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(options.DataDir, options.PgBin, Beside: beside), ct);
        return new DatabaseServer(new NpgsqlConnectionStringBuilder(embedded.ConnectionString), embedded, isPooled: false);
    }

    /// <summary>How the pools of the application connect (Roles/Pools). What a connection string says wins over what is set here.</summary>
    public NpgsqlConnectionStringBuilder PoolSettings() => Pool();

    /// <summary>One connection without a time limit, for schema changes, backup and restore.</summary>
    public NpgsqlDataSource CreateOwnerSource()
    {
        var settings = Pool();
        settings.MaxAutoPrepare = 0;
        settings.CommandTimeout = 0;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 2;
        settings.ApplicationName = "unified-inbox owner";
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    public ValueTask DisposeAsync() => Embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    private NpgsqlConnectionStringBuilder Pool()
    {
        var settings = new NpgsqlConnectionStringBuilder(place.ConnectionString);
        // Npgsql's own builder holds every key it knows to be there.
        var said = new DbConnectionStringBuilder { ConnectionString = place.ConnectionString };
        Default("Application Name", "unified-inbox");
        Default("Maximum Pool Size", 40);
        Default("Timeout", 5);
        Default("Command Timeout", 30);
        Default("Keepalive", 30);
        // Dapper does not prepare; a statement used twice is worth it. No session state is ever set, so none needs a reset.
        Default("Max Auto Prepare", IsPooled ? 0 : 200);
        Default("Auto Prepare Min Usages", 2);
        Default("No Reset On Close", true);
        return settings;

        void Default(string key, object value)
        {
            if (!said.ContainsKey(key)) settings[key] = value;
        }
    }
}
