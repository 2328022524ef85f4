using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using UnifiedInbox.Attachments.Stores;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments;

/// <summary>
/// Keeps bytes once, named by their SHA-256 (two levels, so that no folder grows large), in an <see cref="IFileStore"/>. What comes in is
/// a local file first: its hash is known, and it is within its limit, before it goes anywhere.
/// </summary>
internal sealed class AttachmentStore(IOptions<AttachmentOptions> options, IFileStore files)
{
    /// <summary>Of this machine, for files on their way.</summary>
    public string Folder => options.Value.Folder;

    /// <summary>Stores what <paramref name="source"/> holds; null once it holds more than <paramref name="mostBytes"/>.</summary>
    public async Task<StoredFile?> StoreAsync(Stream source, long mostBytes, CancellationToken ct)
    {
        using var incoming = await ReceiveAsync(source, mostBytes, ct);
        if (incoming is null) return null;
        await KeepAsync([incoming], ct);
        return incoming.File;
    }

    /// <summary>
    /// Writes what <paramref name="source"/> holds beside the store, without waiting for the disk: a connection is not held up by
    /// it. Null once it holds more than <paramref name="mostBytes"/>. Gone when disposed before <see cref="KeepAsync"/>.
    /// </summary>
    public async Task<IncomingFile?> ReceiveAsync(Stream source, long mostBytes, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.Combine(options.Value.Folder, LocalFolder.Incoming));
        var temporary = Path.Combine(options.Value.Folder, LocalFolder.Incoming, NewId.Next().ToString("N"));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var head = new byte[64];
            long size = 0;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                int read;
                while ((read = await source.ReadAsync(buffer, ct)) > 0)
                {
                    if (size < head.Length) buffer.AsSpan(0, Math.Min(read, head.Length - (int)size)).CopyTo(head.AsSpan((int)size));
                    size += read;
                    if (size > mostBytes) return null;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }
            }
            var stored = new StoredFile(hash.GetHashAndReset(), size, head[..(int)Math.Min(size, head.Length)]);
            var incoming = new IncomingFile(temporary, stored);
            temporary = null;
            return incoming;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (temporary is not null) File.Delete(temporary);
        }
    }

    /// <summary>Brings received files to their places. Many at once cost hardly more than one: the disk writes them together.</summary>
    public async Task KeepAsync(IReadOnlyList<IncomingFile> received, CancellationToken ct)
    {
        var fresh = received.Where(file => !file.IsKept).ToList();
        foreach (var incoming in fresh)
        {
            using var file = new FileStream(incoming.Path, FileMode.Open, FileAccess.Write, FileShare.Read);
            file.Flush(flushToDisk: true);
        }
        foreach (var incoming in fresh)
        {
            await files.PutAsync(NameOf(incoming.File.Sha256), incoming.Path, ct);
            incoming.IsKept = true;
            incoming.Dispose();
        }
    }

    /// <summary>Removes what was received so long ago and never kept: its node died meanwhile.</summary>
    public void ForgetIncoming(DateTimeOffset before)
    {
        var folder = new DirectoryInfo(Path.Combine(options.Value.Folder, LocalFolder.Incoming));
        if (!folder.Exists) return;
        foreach (var file in folder.EnumerateFiles())
            if (file.LastWriteTimeUtc < before.UtcDateTime) file.Delete();
    }

    /// <summary>The bytes, seekable (for ranges), or null where they are gone.</summary>
    public Task<FileStream?> OpenAsync(byte[] sha256, CancellationToken ct) => files.OpenAsync(NameOf(sha256), ct);

    /// <summary>The same for who cannot wait, within minutes of <see cref="OpenAsync"/>.</summary>
    public FileStream? OpenNear(byte[] sha256) => files.OpenNear(NameOf(sha256));

    /// <summary>The bytes, and the small picture that was made of them.</summary>
    public async Task DeleteAsync(byte[] sha256, CancellationToken ct)
    {
        await files.DeleteAsync(NameOf(sha256), ct);
        await files.DeleteAsync(Thumbnails.MakeThumbnail.NameOf(sha256), ct);
    }

    internal static string NameOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return name[..2] + "/" + name[2..4] + "/" + name;
    }
}

/// <param name="Head">The first bytes, to tell what it is.</param>
internal sealed record StoredFile(byte[] Sha256, long Size, byte[] Head);

/// <summary>Bytes that came in and are not in the store yet.</summary>
internal sealed class IncomingFile(string path, StoredFile file) : IDisposable
{
    public string Path => path;

    public StoredFile File => file;

    /// <summary>It is in the store.</summary>
    public bool IsKept { get; set; }

    public void Dispose() => System.IO.File.Delete(path);
}
