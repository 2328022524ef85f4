using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests;

/// <summary>
/// A migrated database of its own for one test class (<c>IClassFixture&lt;TestDatabase&gt;</c>) or one test
/// (<c>await using var database = await TestDatabase.CreateAsync()</c>).
/// </summary>
public class TestDatabase : IAsyncLifetime, IAsyncDisposable
{
    private readonly bool migrated;
    private string name = "";

    public TestDatabase() : this(migrated: true) { }

    protected TestDatabase(bool migrated) => this.migrated = migrated;

    public string ConnectionString { get; private set; } = "";

    internal NpgsqlDataSource Source { get; private set; } = null!;

    internal Db Db { get; private set; } = null!;

    public static async Task<TestDatabase> CreateAsync(bool migrated = true)
    {
        var database = new TestDatabase(migrated);
        await database.InitializeAsync();
        return database;
    }

    public async Task InitializeAsync()
    {
        (name, ConnectionString) = await TestServer.CreateDatabaseAsync(migrated);
        Source = NpgsqlDataSource.Create(ConnectionString);
        Db = new Db(Source);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await TestServer.DropDatabaseAsync(name);
        GC.SuppressFinalize(this);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}
