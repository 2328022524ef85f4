using System.Security.Cryptography;

namespace UnifiedInbox.Database.Embedded;

/// <summary>The server's files on disk: made once, by <c>initdb</c>, with one database in it.</summary>
internal sealed class Cluster(DataFolder folder, PostgresBinaries binaries, PostgresTool tool)
{
    public const string Superuser = "inbox";
    public const string Database = "inbox";

    private string PasswordFile => Path.Combine(folder.Postgres, "password");

    /// <summary>Only where there is no Unix socket to guard: everyone on the machine reaches a loopback port.</summary>
    public string? Password => OperatingSystem.IsWindows() ? File.ReadAllText(PasswordFile).Trim() : null;

    /// <summary>Makes the files where they are missing; refuses those of another major version.</summary>
    public async Task PrepareAsync(bool disposable, CancellationToken ct)
    {
        if (!Directory.Exists(folder.Postgres)) await MakeFolderAsync(ct);
        var versionFile = Path.Combine(folder.Cluster, "PG_VERSION");
        if (!File.Exists(versionFile))
        {
            await InitAsync(disposable, ct);
            return;
        }
        var version = (await File.ReadAllTextAsync(versionFile, ct)).Trim();
        if (version != $"{binaries.Major}")
            throw new EmbeddedPostgresException($"The data in {folder.Cluster} is PostgreSQL {version}'s, the programs in {binaries.Folder} "
                + $"are version {binaries.Major}. Set PG_BIN to the bin folder of a PostgreSQL {version}; to change over, run `backup` "
                + "with it, move the data folder away, and run `restore` with the new one.");
    }

    private async Task MakeFolderAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(folder.Postgres);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Postgres, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await tool.GiveAsync(folder.Postgres, ct);
        if (!await tool.CanReachAsync(folder.Postgres, ct))
        {
            Directory.Delete(folder.Postgres);
            throw new EmbeddedPostgresException($"PostgreSQL does not run as root, and the account {tool.Account} it runs under cannot "
                + $"reach {folder.Path}. Set DATA_DIR to a folder outside /root, such as {DataFolder.Default()}.");
        }
    }

    /// <summary>In a folder beside its place, and moved there when complete: a first start that is killed leaves nothing half-made.</summary>
    private async Task InitAsync(bool disposable, CancellationToken ct)
    {
        var partial = folder.Cluster + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        List<string> arguments = ["-D", partial, "-U", Superuser, "-E", "UTF8", .. Locale(), .. Authentication()];
        if (disposable) arguments.Add("--no-sync");
        await RunAsync(binaries.Initdb, arguments, null, ct);
        await File.AppendAllTextAsync(Path.Combine(partial, "postgresql.conf"), $"\ninclude '{ClusterSettings.FileName}'\n", ct);
        WriteSettings(partial, ClusterSettings.Text("", null, disposable));
        await RunAsync(binaries.Postgres, ["--single", "-D", partial, "postgres"], $"CREATE DATABASE {Database};\n", ct);
        Directory.Move(partial, folder.Cluster);
    }

    public static void WriteSettings(string cluster, string text)
    {
        var file = Path.Combine(cluster, ClusterSettings.FileName);
        if (File.Exists(file) && File.ReadAllText(file) == text) return;
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) // readable for the server's account, whatever our umask
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>The collation that sorts alike on every machine; built into PostgreSQL from 17 on.</summary>
    private string[] Locale() => binaries.Major >= 17
        ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        : ["--locale=C.UTF-8"];

    private string[] Authentication()
    {
        if (!OperatingSystem.IsWindows()) return ["--auth=trust"];
        File.WriteAllText(PasswordFile, RandomNumberGenerator.GetHexString(32));
        return ["--auth=scram-sha-256", "--pwfile=" + PasswordFile];
    }

    private async Task RunAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken ct)
    {
        var (exitCode, output) = await tool.RunAsync(program, arguments, ct, input);
        if (exitCode == 0) return;
        var reason = output.Split('\n').LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)
            || line.Contains("FATAL", StringComparison.Ordinal)) ?? output;
        throw new EmbeddedPostgresException($"The database could not be made in {folder.Cluster}: {reason.Trim()} "
            + "Free some space or set DATA_DIR to another folder.");
    }
}
