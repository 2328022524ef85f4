using System.Runtime.CompilerServices;

namespace UnifiedInbox.Attachments.Stores;

/// <summary>Files in a folder of this machine, or of a disk that all nodes share. A file appears whole or not at all.</summary>
internal sealed class LocalFolder(string folder) : IFileStore
{
    /// <summary>Below the folder: what comes in and is not in its place yet.</summary>
    public const string Incoming = "incoming";

    public Task PutAsync(string name, string path, CancellationToken ct)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read)) file.Flush(flushToDisk: true);
        var place = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(path, place, overwrite: true);
        return Task.CompletedTask;
    }

    public Task<FileStream?> OpenAsync(string name, CancellationToken ct) => Task.FromResult(OpenNear(name));

    public FileStream? OpenNear(string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken ct)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) File.Delete(path); // Delete throws where the folder is missing
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!name.StartsWith(Incoming + "/", StringComparison.Ordinal)) yield return name;
        }
    }
}
