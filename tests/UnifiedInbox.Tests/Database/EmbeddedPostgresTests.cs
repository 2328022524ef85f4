using Npgsql;
using UnifiedInbox.Database.Embedded;

namespace UnifiedInbox.Tests.Database;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Data_is_there_again_at_the_second_start()
    {
        await using var own = new OwnServer();
        await using (var server = await own.StartAsync()) await RunAsync(server, "CREATE TABLE kept (id int)");
        await using var again = await own.StartAsync();
        Assert.False(again.Attached);
        await RunAsync(again, "SELECT * FROM kept");
    }

    [Theory]
    [InlineData("a path that is far too long for the name of a socket, because the system allows no more than one hundred and seven bytes for it")]
    [InlineData("it's a folder, with signs & blanks")]
    [InlineData("Größe")]
    public async Task Any_folder_will_do(string folder)
    {
        await using var own = new OwnServer(folder);
        await using var server = await own.StartAsync();
        await RunAsync(server, "SELECT 1");
    }

    [Fact]
    public async Task A_second_owner_is_told_who_is_first_and_disturbs_nothing()
    {
        await using var own = new OwnServer();
        await using var server = await own.StartAsync();
        var error = await Assert.ThrowsAsync<DataFolderTakenException>(() => own.StartAsync());
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", error.Message, StringComparison.Ordinal);
        await RunAsync(server, "SELECT 1");
    }

    [Fact]
    public async Task What_a_dead_server_left_behind_does_not_hinder_the_next()
    {
        await using var own = new OwnServer();
        await using (var server = await own.StartAsync()) await RunAsync(server, "CREATE TABLE kept (id int)");
        // Another program has the number by now: this one.
        await File.WriteAllTextAsync(Path.Combine(own.Cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{own.Cluster}\n1\n5432\n/tmp\n\n1 1\nready\n");
        await using var again = await own.StartAsync();
        await RunAsync(again, "SELECT * FROM kept");
    }

    [Fact]
    public async Task A_first_start_that_was_killed_is_begun_anew()
    {
        await using var own = new OwnServer();
        Directory.CreateDirectory(own.Cluster + ".partial");
        await File.WriteAllTextAsync(Path.Combine(own.Cluster + ".partial", "PG_VERSION"), "18");
        await GiveToServerAsync(Path.Combine(own.DataDir, "postgres"));
        await using var server = await own.StartAsync();
        await RunAsync(server, "SELECT 1");
    }

    [Fact]
    public async Task A_server_that_was_killed_is_started_again()
    {
        await using var own = new OwnServer();
        await using var server = await own.StartAsync();
        own.KillServer();
        await Eventually.TrueAsync(() => !server.IsRunning, "the server is gone");
        Assert.False(await server.EnsureRunningAsync(default));
        await RunAsync(server, "SELECT 1");
    }

    [Fact]
    public async Task Data_of_another_major_version_is_not_touched()
    {
        await using var own = new OwnServer();
        await (await own.StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(own.Cluster, "PG_VERSION"), "14\n");
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => own.StartAsync());
        Assert.Contains("is PostgreSQL 14's", error.Message, StringComparison.Ordinal);
        Assert.Contains("PG_BIN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_PG_BIN_is_named()
    {
        await using var own = new OwnServer();
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => own.StartAsync("/nowhere/bin"));
        Assert.Contains("PG_BIN is /nowhere/bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_PostgreSQL_complains_of_at_its_start_is_passed_on()
    {
        await using var own = new OwnServer();
        await (await own.StartAsync()).DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(own.Cluster, "postgresql.conf"), "no_such_setting = on\n");
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => own.StartAsync());
        Assert.Contains("PostgreSQL did not start", error.Message, StringComparison.Ordinal);
        Assert.Contains("start.log", error.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static Task GiveToServerAsync(string folder) => PostgresTool.ForThisProcess().GiveAsync(folder, default);
}
