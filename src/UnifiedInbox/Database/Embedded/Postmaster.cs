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

    /// <summary>
    /// Clears away what a dead server left where its number lives again, as it does in a container that starts anew, or where
    /// nobody collects the dead: PostgreSQL would take that for a running server. Its record stays, under a number no process
    /// can have, since PostgreSQL also reads from it whether a helper of the dead server still works on the files.
    /// </summary>
    public static void ForgetDead(string cluster)
    {
        var file = FileIn(cluster);
        if (!File.Exists(file)) return;
        var lines = File.ReadAllLines(file);
        if (lines.Length < 5) return;
        lines[0] = $"{int.MaxValue}";
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        File.Delete(Path.Combine(lines[4].Trim(), $".s.PGSQL.{lines[3].Trim()}.lock"));
    }

    private static bool IsPostgres(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && !process.HasExited && !IsZombie(id);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Ended, but not collected by its parent. "12 (postgres) Z 1 …"</summary>
    private static bool IsZombie(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return false; // gone meanwhile, or a system without /proc
        }
    }
}
