using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments;

/// <summary>
/// Keeps bytes once, named by their SHA-256, in a local folder (two levels, so that no directory grows large). A file appears whole
/// or not at all: it is written beside and renamed.
/// </summary>
internal sealed class AttachmentStore(IOptions<AttachmentOptions> options)
{
    public string Folder => options.Value.Folder;

    /// <summary>Stores what <paramref name="source"/> holds; null once it holds more than <paramref name="mostBytes"/>.</summary>
    public async Task<StoredFile?> StoreAsync(Stream source, long mostBytes, CancellationToken ct)
    {
        using var incoming = await ReceiveAsync(source, mostBytes, ct);
        return incoming is null ? null : Keep(incoming);
    }

    /// <summary>
    /// Writes what <paramref name="source"/> holds beside the store, without waiting for the disk: a connection is not held up by
    /// it. Null once it holds more than <paramref name="mostBytes"/>. Gone when disposed before <see cref="Keep"/>.
    /// </summary>
    public async Task<IncomingFile?> ReceiveAsync(Stream source, long mostBytes, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.Combine(options.Value.Folder, "incoming"));
        var temporary = Path.Combine(options.Value.Folder, "incoming", NewId.Next().ToString("N"));
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

    /// <summary>Brings a received file to the disk and to its place.</summary>
    public StoredFile Keep(IncomingFile incoming)
    {
        using (var file = new FileStream(incoming.Path, FileMode.Open, FileAccess.Write, FileShare.Read)) file.Flush(flushToDisk: true);
        var path = PathOf(incoming.File.Sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(incoming.Path, path, overwrite: true);
        return incoming.File;
    }

    /// <summary>The bytes, seekable (for ranges), or null where they are gone.</summary>
    public FileStream? Open(byte[] sha256)
    {
        var path = PathOf(sha256);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete) : null;
    }

    public void Delete(byte[] sha256)
    {
        var path = PathOf(sha256);
        if (File.Exists(path)) File.Delete(path); // Delete throws where the folder is missing
    }

    private string PathOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(options.Value.Folder, name[..2], name[2..4], name);
    }
}

/// <param name="Head">The first bytes, to tell what it is.</param>
internal sealed record StoredFile(byte[] Sha256, long Size, byte[] Head);

/// <summary>Bytes that came in and are not in the store yet.</summary>
internal sealed class IncomingFile(string path, StoredFile file) : IDisposable
{
    public string Path => path;

    public StoredFile File => file;

    public void Dispose() => System.IO.File.Delete(path);
}
