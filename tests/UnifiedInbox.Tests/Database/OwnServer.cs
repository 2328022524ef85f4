using UnifiedInbox.Database.Embedded;

namespace UnifiedInbox.Tests.Database;

/// <summary>A data folder, and the PostgreSQL in it, for tests that stop, kill and break it.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("unified-inbox-own-").FullName;

    public OwnServer(string folder = "data")
    {
        if (!OperatingSystem.IsWindows()) // as root, the server's account has to get through
            File.SetUnixFileMode(parent, (UnixFileMode)0b111_101_101);
        DataDir = Path.Combine(parent, folder);
    }

    public string DataDir { get; }

    public string Cluster => Path.Combine(DataDir, "postgres", "data");

    public Task<EmbeddedPostgres> StartAsync(string? pgBin = null) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(DataDir, pgBin, Disposable: true), CancellationToken.None);

    public void KillServer()
    {
        if (Postmaster.Of(Cluster) is { } postmaster) System.Diagnostics.Process.GetProcessById(postmaster.ProcessId).Kill();
    }

    /// <summary>The server and all its sessions stand still, as on a machine that hangs; connections stay open.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    private void Signal(string name)
    {
        var postmaster = Postmaster.Of(Cluster)!.ProcessId;
        var sessions = File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children");
        using var kill = System.Diagnostics.Process.Start("sh", ["-c", $"kill -{name} {postmaster} {sessions}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        KillServer();
        // The server's helpers end a moment after it, and write until then.
        await Eventually.TrueAsync(() =>
        {
            try
            {
                Directory.Delete(parent, recursive: true);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }, "the data folder can be deleted");
    }
}
