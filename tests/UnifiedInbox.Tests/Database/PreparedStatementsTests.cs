using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Database;

/// <summary>
/// A statement is prepared when a connection sees it the second time. What goes wrong just then must not hit whoever uses the
/// statement next: one connection, so that it is the same.
/// </summary>
public sealed class PreparedStatementsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task One_that_was_given_up_while_it_was_planned_works_the_next_time()
    {
        // What never changes is worked out while a statement is planned.
        await database.Db.ExecuteAsync("""
            CREATE FUNCTION slow(seconds integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM pg_sleep(seconds); RETURN seconds; END'
            """, null, default);
        await using var pool = await OneConnectionAsync();
        var db = new Db(pool);
        const string sql = "SELECT slow(@seconds) AS given_up";
        Assert.Equal(0, await db.FindAsync<int>(sql, new { seconds = 0 }, default));
        using var leaving = new CancellationTokenSource();
        var asked = db.FindAsync<int>(sql, new { seconds = 600 }, leaving.Token);
        await Eventually.TrueAsync(() => IsRunningAsync(), "planned");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        Assert.Equal(0, await db.FindAsync<int>(sql, new { seconds = 0 }, default));
        await Eventually.TrueAsync(async () => !await IsRunningAsync(), "ended at the server as well");
    }

    [Fact]
    public async Task One_that_failed_while_it_was_planned_works_the_next_time()
    {
        await using var pool = await OneConnectionAsync();
        var db = new Db(pool);
        const string sql = "SELECT 6 / @by::integer";
        Assert.Equal(6, await db.FindAsync<int>(sql, new { by = 1 }, default));
        await Assert.ThrowsAsync<PostgresException>(() => db.FindAsync<int>(sql, new { by = 0 }, default));
        Assert.Equal(3, await db.FindAsync<int>(sql, new { by = 2 }, default));
        Assert.Equal(2, await db.FindAsync<int>(sql, new { by = 3 }, default));
    }

    private async Task<NpgsqlDataSource> OneConnectionAsync()
    {
        var place = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var server = await DatabaseServer.StartAsync(new DatabaseOptions { Server = place, DataDir = TestServer.Folder }, beside: false, default);
        var settings = server.PoolSettings();
        settings.MaxPoolSize = 1;
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    private Task<bool> IsRunningAsync() => database.Db.FindAsync<bool>(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE '%given_up' AND state = 'active' AND wait_event = 'PgSleep')", null, default);
}
