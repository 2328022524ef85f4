using System.Diagnostics;
using System.Globalization;

namespace UnifiedInbox.Database.Embedded;

/// <summary>
/// What a running server says about itself in <c>postmaster.pid</c>: line 1 its process, 4 its port, 5 the folder of its
/// socket, 8 its state.
/// </summary>
internal sealed record Postmaster(int ProcessId, int Port, string SocketFolder, string State)
{
    public bool IsReady => State == "ready";

    public static string FileIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>The server that runs on this cluster, or null. A file left behind by a dead server counts as none.</summary>
    public static Postmaster? Of(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(FileIn(cluster));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (lines.Length == 0 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process) || !IsPostgres(process)) return null;
        return new Postmaster(
            process,
            lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port) ? port : 0,
            lines.Length > 4 ? lines[4].Trim() : "",
            lines.Length > 7 ? lines[7].Trim() : "starting");
    }

    /// <summary>In a container that starts again, the old number often belongs to somebody else.</summary>
    private static bool IsPostgres(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
