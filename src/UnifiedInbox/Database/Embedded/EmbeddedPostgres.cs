using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace UnifiedInbox.Database.Embedded;

/// <summary>What the private server needs to know.</summary>
/// <param name="DataDir">The folder of the installation (<c>DATA_DIR</c>).</param>
/// <param name="PgBin">A PostgreSQL to prefer (<c>PG_BIN</c>), or null.</param>
/// <param name="Disposable">For tests: nothing has to survive a crash of the machine.</param>
/// <param name="Beside">For commands: work with the server of an app that is running on the folder, if one is.</param>
internal sealed record EmbeddedPostgresOptions(string DataDir, string? PgBin = null, bool Disposable = false, bool Beside = false);

/// <summary>
/// A PostgreSQL of the app's own, for an installation without a server: started with the app, stopped with it. When the app
/// is killed the server goes on; the next start finds it and takes it over.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // recovery after a power cut takes time
    private readonly EmbeddedPostgresOptions options;
    private readonly DataFolder folder;
    private readonly PostgresTool tool;
    private readonly PostgresBinaries binaries;
    private readonly Cluster cluster;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, DataFolder folder, PostgresTool tool, PostgresBinaries binaries)
    {
        this.options = options;
        this.folder = folder;
        this.tool = tool;
        this.binaries = binaries;
        cluster = new Cluster(folder, binaries, tool);
    }

    /// <summary>For the database's owner. Stays the same when the server is started again.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A server that an earlier, killed app had left running was taken over.</summary>
    public bool Attached { get; private set; }

    public int Major => binaries.Major;

    public string DataDir => folder.Path;

    public string ClusterFolder => folder.Cluster;

    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var folder = Enter(options);
        try
        {
            var tool = PostgresTool.ForThisProcess();
            var binaries = await PostgresBinaries.FindAsync(options.PgBin, tool, folder.Path, ct);
            var server = new EmbeddedPostgres(options, folder, tool, binaries);
            if (folder.IsOwner) await server.cluster.PrepareAsync(options.Disposable, ct);
            server.Attached = await server.EnsureRunningAsync(ct);
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static DataFolder Enter(EmbeddedPostgresOptions options)
    {
        try
        {
            return DataFolder.Own(options.DataDir);
        }
        catch (DataFolderTakenException) when (options.Beside)
        {
            return DataFolder.Visit(options.DataDir);
        }
    }

    /// <summary>Starts the server unless it runs. True: it ran already. Called again by the watcher when connections fail.</summary>
    public async Task<bool> EnsureRunningAsync(CancellationToken ct)
    {
        var running = await SettledAsync(ct);
        var attached = running is not null;
        running ??= await LaunchAsync(ct);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = running.SocketFolder.Length > 0 ? running.SocketFolder : "127.0.0.1",
            Port = running.Port,
            Username = Cluster.Superuser,
            Password = cluster.Password,
            Database = Cluster.Database,
        }.ConnectionString;
        return attached;
    }

    /// <summary>Whether the server's process is there; a busy server that keeps callers waiting still is.</summary>
    public bool IsRunning => Postmaster.Of(folder.Cluster) is not null;

    /// <summary>Stops the server, waiting for what is being written, and lets go of the data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!folder.IsOwner) return;
        await tool.RunAsync(binaries.PgCtl, ["stop", "-D", folder.Cluster, "-m", "fast", "-s", "-w"], CancellationToken.None);
        folder.Dispose();
    }

    /// <summary>The server that runs here and answers, waited for if it is just starting or stopping; or null.</summary>
    private async Task<Postmaster?> SettledAsync(CancellationToken ct)
    {
        for (var deadline = TimeProvider.System.GetUtcNow() + Patience; ;)
        {
            var postmaster = Postmaster.Of(folder.Cluster);
            if (postmaster is null)
            {
                if (!folder.IsOwner) throw new EmbeddedPostgresException($"The app that runs on {folder.Path} has no server at the moment. Try again.");
                Postmaster.ForgetDead(folder.Cluster);
                return null;
            }
            if (postmaster.IsReady && await AnswersAsync(postmaster, ct)) return postmaster;
            if (TimeProvider.System.GetUtcNow() > deadline)
                throw new EmbeddedPostgresException($"The PostgreSQL on {folder.Cluster} (process {postmaster.ProcessId}) has been "
                    + $"{postmaster.State} for too long. Look into {folder.Log}, stop that process and start again.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
        }
    }

    private async Task<Postmaster> LaunchAsync(CancellationToken ct)
    {
        var socketFolder = await SocketFolderAsync(ct);
        var port = OperatingSystem.IsWindows() ? FreePort() : (int?)null;
        Cluster.WriteSettings(folder.Cluster, ClusterSettings.Text(socketFolder, port, options.Disposable));
        for (var attempt = 1; ; attempt++)
        {
            if (File.Exists(folder.Log)) File.Delete(folder.Log);
            var (ready, output) = await TryLaunchAsync(ct);
            if (ready is not null) return ready;
            var lines = File.Exists(folder.Log) ? File.ReadAllLines(folder.Log) : [];
            // A helper of a server that was killed may still be at work; it ends by itself as soon as it notices.
            var helperLeft = lines.Any(line => line.Contains("shared memory block", StringComparison.Ordinal));
            if (!helperLeft || attempt == 20) throw NotStarted(lines, output);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, ct);
        }
    }

    private async Task<(Postmaster? Ready, string Output)> TryLaunchAsync(CancellationToken ct)
    {
        var seconds = $"{Patience.TotalSeconds:0}";
        var start = tool.RunAsync(binaries.PgCtl, ["start", "-D", folder.Cluster, "-l", folder.Log, "-s", "-w", "-t", seconds], ct);
        while (true)
        {
            // pg_ctl looks ten times a second and we look more often: the first page comes sooner.
            if (Postmaster.Of(folder.Cluster) is { IsReady: true } ready && await AnswersAsync(ready, ct)) return (ready, "");
            if (start.IsCompleted && (await start).ExitCode != 0) return (null, (await start).Output);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ct);
        }
    }

    private EmbeddedPostgresException NotStarted(string[] lines, string output)
    {
        var reason = lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal)
            || line.Contains("PANIC", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? output;
        return new EmbeddedPostgresException($"PostgreSQL did not start on {folder.Cluster}: {reason.Trim()} "
            + $"(more in {folder.Log} and {Path.Combine(folder.Postgres, "log")}).");
    }

    /// <summary>
    /// The folder that only the server's account can enter, so no password is needed. A socket's path has at most 107 bytes; for
    /// a longer one (and for characters that mean something in a list of hosts) there is a private temporary folder.
    /// </summary>
    private async Task<string> SocketFolderAsync(CancellationToken ct)
    {
        if (folder.Postgres.Length <= 90 && folder.Postgres.All(c => char.IsAscii(c) && c is not (',' or ':'))) return folder.Postgres;
        var temporary = Directory.CreateTempSubdirectory("inbox-").FullName;
        await tool.GiveAsync(temporary, ct);
        return temporary;
    }

    private static async Task<bool> AnswersAsync(Postmaster postmaster, CancellationToken ct)
    {
        EndPoint place = postmaster.SocketFolder.Length > 0
            ? new UnixDomainSocketEndPoint(Path.Combine(postmaster.SocketFolder, $".s.PGSQL.{postmaster.Port}"))
            : new IPEndPoint(IPAddress.Loopback, postmaster.Port);
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(place, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
