using System.ComponentModel;
using System.Diagnostics;

namespace UnifiedInbox.Database.Embedded;

/// <summary>
/// Runs PostgreSQL's programs, under another account when we are root: PostgreSQL refuses to run as root.
/// </summary>
internal sealed class PostgresTool(string? account)
{
    /// <summary>The account PostgreSQL runs under, or null for our own.</summary>
    public string? Account => account;

    /// <summary><c>postgres</c> where the system has it, else <c>nobody</c>; nothing special for an ordinary user.</summary>
    public static PostgresTool ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return new PostgresTool(null);
        var accounts = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet()
            : [];
        return new PostgresTool(accounts.Contains("postgres") ? "postgres" : "nobody");
    }

    public async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken ct, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // Our own folder may be closed to the other account, and PostgreSQL complains when it cannot return to it.
            WorkingDirectory = OperatingSystem.IsWindows() ? Path.GetTempPath() : "/",
        };
        if (account is not null) start.UserName = account;
        // A PGDATA or PGPORT meant for another server must not reach this one.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);

        using var process = Start(start);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        // A server started by pg_ctl may hold our pipes open on Windows: its output is not waited for longer than this.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct));
        return (process.ExitCode, output.IsCompletedSuccessfully ? string.Concat(await output).Trim() : "");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EmbeddedPostgresException($"{start.FileName} cannot be run: {e.Message}.", e);
        }
    }

    /// <summary>Gives a folder, and what is in it, to the account PostgreSQL runs under.</summary>
    public async Task GiveAsync(string folder, CancellationToken ct)
    {
        if (account is null) return;
        var (exitCode, output) = await new PostgresTool(null).RunAsync("chown", ["-R", account, folder], ct);
        if (exitCode != 0) throw new EmbeddedPostgresException($"{folder} cannot be given to the account {account}: {output}");
    }

    /// <summary>Whether that account can look into the folder; root always can.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken ct) =>
        account is null || (await RunAsync("/bin/sh", ["-c", "cd \"$1\"", "sh", folder], ct)).ExitCode == 0;
}
