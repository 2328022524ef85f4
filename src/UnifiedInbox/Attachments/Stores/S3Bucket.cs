using System.Runtime.CompilerServices;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Stores;

/// <summary>
/// Files in a bucket. What is read is brought to a folder of this machine first, since readers seek, and often come back within
/// minutes; <see cref="ForgetAsync"/> empties it of what nobody has read for a while.
/// </summary>
internal sealed class S3Bucket(S3Api api, string folder, TimeProvider time) : IFileStore
{
    private readonly LocalFolder near = new(folder);

    public async Task PutAsync(string name, string path, CancellationToken ct)
    {
        // Names are hashes, but for thumbnails; those are small enough to be read once more.
        var hash = System.IO.Path.GetFileName(name);
        if (hash.Length != 64) hash = await HashAsync(path, ct);
        await api.PutAsync(name, path, hash, ct);
        await near.PutAsync(name, path, ct);
    }

    public async Task<FileStream?> OpenAsync(string name, CancellationToken ct)
    {
        if (OpenNear(name) is { } file) return file;
        using var response = await api.GetAsync(name, ct);
        if (response is null) return null;
        var temporary = System.IO.Path.Combine(folder, LocalFolder.Incoming, NewId.Next().ToString("N"));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(temporary)!);
        try
        {
            await using (var local = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            await using (var body = await response.Content.ReadAsStreamAsync(ct))
                await body.CopyToAsync(local, ct);
            await near.PutAsync(name, temporary, ct);
        }
        catch (HttpRequestException error)
        {
            throw new IOException("The file store broke off.", error);
        }
        finally
        {
            File.Delete(temporary);
        }
        return OpenNear(name);
    }

    public FileStream? OpenNear(string name)
    {
        var file = near.OpenNear(name);
        if (file is not null) File.SetLastAccessTimeUtc(file.SafeFileHandle, time.GetUtcNow().UtcDateTime);
        return file;
    }

    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        await api.DeleteAsync(name, ct);
        await near.DeleteAsync(name, ct);
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        do
        {
            var (keys, next) = await api.ListAsync(after, ct);
            foreach (var key in keys) yield return key;
            after = next;
        }
        while (after is not null);
    }

    /// <summary>Takes away what lies near and was not read since <paramref name="before"/>; the bucket has it.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken ct)
    {
        await foreach (var name in near.ListAsync(ct))
            if (File.GetLastAccessTimeUtc(System.IO.Path.Combine(folder, name)) < before.UtcDateTime) await near.DeleteAsync(name, ct);
    }

    private static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, ct));
    }
}
