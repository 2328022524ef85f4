using Microsoft.Extensions.Logging.Abstractions;
using UnifiedInbox.Database;

namespace UnifiedInbox.Tests.Database;

public sealed class MigratorTests
{
    private static readonly Script First = Script.Of("Database/migrations/0001_first.sql", "CREATE TABLE things (id int);");
    private static readonly Script Second = Script.Of("Database/migrations/0002_second.sql", "ALTER TABLE things ADD name text;");
    private static readonly Script Function = Script.Of("Things/One.sql", "CREATE OR REPLACE FUNCTION one() RETURNS int RETURN 1;");

    [Fact]
    public async Task Runs_each_migration_once_and_functions_after_them()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        Assert.Equal(2, await Migrator(database, First, Function).RunAsync(default));
        Assert.Equal(0, await Migrator(database, First, Function).RunAsync(default));
        Assert.Equal(1, await Migrator(database, First, Second, Function).RunAsync(default));
        await database.Db.ExecuteAsync("INSERT INTO things (id, name) VALUES (one(), 'a')", null, default);
    }

    [Fact]
    public async Task Runs_a_function_file_again_when_it_has_changed()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        await Migrator(database, First, Function).RunAsync(default);
        var changed = Script.Of(Function.Name, "CREATE OR REPLACE FUNCTION one() RETURNS int RETURN 11;");
        Assert.Equal(1, await Migrator(database, First, changed).RunAsync(default));
        Assert.Equal(11, await database.Db.FindAsync<int>("SELECT one()", null, default));
    }

    [Fact]
    public async Task Refuses_a_migration_that_was_changed_after_it_ran()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        await Migrator(database, First).RunAsync(default);
        var changed = Script.Of("Database/migrations/0001_first.sql", "CREATE TABLE other (id int);");
        var error = await Assert.ThrowsAsync<SchemaException>(() => Migrator(database, changed).RunAsync(default));
        Assert.Contains("0001_first has changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_database_of_a_newer_version()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        await Migrator(database, First, Second).RunAsync(default);
        var error = await Assert.ThrowsAsync<SchemaException>(() => Migrator(database, First).RunAsync(default));
        Assert.Contains("a newer version made it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_migration_that_fails()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        var broken = Script.Of("Database/migrations/0002_broken.sql", "CREATE TABLE half (id int); SELECT nonsense;");
        var error = await Assert.ThrowsAsync<SchemaException>(() => Migrator(database, First, broken).RunAsync(default));
        Assert.Contains("0002_broken", error.Message, StringComparison.Ordinal);
        Assert.Null(await database.Db.FindAsync<string>("SELECT to_regclass('half')::text", null, default));
        Assert.Equal(1, await Migrator(database, First, Second).RunAsync(default));
    }

    [Fact]
    public async Task Nodes_that_start_together_take_turns()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        var nodes = Enumerable.Range(0, 8).Select(_ => Migrator(database, First, Second, Function).RunAsync(default));
        await Task.WhenAll(nodes);
        Assert.Equal(3, await database.Db.FindAsync<int>("SELECT count(*)::int FROM schema_migrations", null, default));
    }

    [Fact]
    public void A_checkout_with_other_line_ends_is_the_same_script() =>
        Assert.Equal(Script.Of("a.sql", "SELECT 1;\nSELECT 2;\n").Hash, Script.Of("a.sql", "SELECT 1;\r\nSELECT 2;\r\n").Hash);

    private static Migrator Migrator(TestDatabase database, params Script[] scripts) =>
        new(database.Source, NullLogger.Instance, scripts);
}
