using System.Diagnostics;
using UnifiedInbox.Database.Embedded;
using UnifiedInbox.Tests.Database;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Web;

/// <summary>The program as a process, with a database of its own: what somebody does with it on a terminal.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task It_is_killed_and_takes_its_server_over_at_the_next_start()
    {
        await using var own = new OwnServer();
        var port = FreePort();
        using (var first = Start(own, port))
        {
            await AnswersAsync(port);
            first.Kill(); // SIGKILL
            await first.WaitForExitAsync();
        }
        using var second = Start(own, port);
        await AnswersAsync(port);
        await StopAsync(second);
        Assert.Contains($"http://localhost:{port}", await second.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, second.ExitCode);
        Assert.False(File.Exists(Path.Combine(own.Cluster, "postmaster.pid")), "the server was stopped with the program");
    }

    [Fact]
    public async Task A_second_start_says_why_it_cannot_and_disturbs_nothing()
    {
        await using var own = new OwnServer();
        var port = FreePort();
        using var first = Start(own, port);
        await AnswersAsync(port);

        Assert.Contains("PORT", await RefusalAsync(own, port), StringComparison.Ordinal);
        Assert.Contains("DATA_DIR", await RefusalAsync(own, FreePort()), StringComparison.Ordinal);

        await AnswersAsync(port);
        await StopAsync(first);
    }

    [Fact]
    public async Task Its_server_dies_and_is_started_again()
    {
        await using var own = new OwnServer();
        var port = FreePort();
        using var app = Start(own, port);
        await AnswersAsync(port);
        own.KillServer();
        await Eventually.TrueAsync(() => Postmaster.Of(own.Cluster) is null, "the server is gone");
        await AnswersAsync(port);
        await StopAsync(app);
    }

    [Fact]
    public async Task A_backup_is_made_beside_the_running_program_and_restored_elsewhere()
    {
        await using var own = new OwnServer();
        await using var other = new OwnServer();
        var archive = Path.Combine(Path.GetDirectoryName(own.DataDir)!, "backup.zip");
        var port = FreePort();
        using var app = Start(own, port);
        await AnswersAsync(port);
        Assert.Equal((0, ""), await RunAsync(own, port, "backup", archive));
        await AnswersAsync(port);
        await StopAsync(app);
        Assert.Equal((0, ""), await RunAsync(other, port, "restore", archive));
        Assert.Equal(File.ReadAllText(Path.Combine(own.DataDir, "secret.key")), File.ReadAllText(Path.Combine(other.DataDir, "secret.key")));
    }

    [Fact]
    public async Task An_unknown_command_is_answered_with_what_there_is()
    {
        await using var own = new OwnServer();
        var (exitCode, error) = await RunAsync(own, 0, "serve");
        Assert.Equal(1, exitCode);
        Assert.Contains("help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_leaves_no_server_behind()
    {
        await using var own = new OwnServer();
        using var process = ProductProcess.Start(own.DataDir, 0, [], ("TWILIO_ACCOUNT_SID", "AC1"));
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.Contains("TWILIO_AUTH_TOKEN", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await output;
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Null(Postmaster.Of(own.Cluster));
    }

    [Fact]
    public async Task The_carrier_alone_names_a_taken_port_and_ends_when_it_is_told_to()
    {
        await using var own = new OwnServer();
        var port = ProductProcess.FreePort();
        using var carrier = Start(own, 0, "simulator", $"{port}");
        Assert.Contains($":{port}/simulator", await carrier.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);

        var (exitCode, error) = await RunAsync(own, 0, "simulator", $"{port}");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Port {port} is taken", error, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error, StringComparison.Ordinal);

        await ProductProcess.StopAsync(carrier).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<string> RefusalAsync(OwnServer own, int port)
    {
        var (exitCode, error) = await RunAsync(own, port);
        Assert.Equal(1, exitCode);
        Assert.Single(error.Split('\n'));
        return error;
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(OwnServer own, int port, params string[] arguments)
    {
        using var process = Start(own, port, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error.Trim());
    }

    private static Process Start(OwnServer own, int port, params string[] arguments) => ProductProcess.Start(own.DataDir, port, arguments);
}
