using UnifiedInbox.Attachments.Stores;
using UnifiedInbox.Database;

namespace UnifiedInbox.Attachments.Thumbnails;

/// <summary>What there is to show in the place of a large picture.</summary>
internal abstract record Thumbnail
{
    private Thumbnail()
    {
    }

    /// <param name="Bytes">WebP.</param>
    public sealed record Small(Stream Bytes) : Thumbnail;

    /// <summary>This machine cannot make any: the picture itself is shown.</summary>
    public sealed record None : Thumbnail;

    /// <summary>No picture, a broken one, or one with more pixels than are worth decoding: nobody's browser should either.</summary>
    public sealed record Unfit : Thumbnail;
}

/// <summary>
/// Makes small pictures of large ones, once each, when they are first looked at; they are kept beside the original and go with it. One at a
/// time and within limits that are read from the header before anything is decoded: strangers send what they like.
/// </summary>
internal sealed class MakeThumbnail(AttachmentStore originals, IFileStore files) : IDisposable
{
    public const int Edge = 640;

    /// <summary>JPEGs are shrunk while they are decoded; the others have to be held.</summary>
    private const long MostPixels = 40_000_000, MostJpegPixels = 120_000_000;
    private const int MostBytes = 50 * 1024 * 1024;

    private readonly SemaphoreSlim one = new(1);
    private readonly Lazy<Vips?> vips = new(Vips.Find);

    public bool CanMake => vips.Value is not null;

    public async Task<Thumbnail> RunAsync(byte[] sha256, string contentType, CancellationToken ct)
    {
        if (vips.Value is not { } library) return new Thumbnail.None();
        if (await FindAsync(sha256, ct) is { } known) return known;
        await one.WaitAsync(ct);
        try
        {
            if (await FindAsync(sha256, ct) is { } made) return made;
            await using var original = await originals.OpenAsync(sha256, ct);
            var bytes = original is null || !IsFit(original, contentType) ? null : await ShrinkAsync(library, original, ct);
            await KeepAsync(sha256, bytes ?? [], ct); // an empty one: not tried again
            return bytes is null ? new Thumbnail.Unfit() : new Thumbnail.Small(new MemoryStream(bytes));
        }
        finally
        {
            one.Release();
        }
    }

    public static string NameOf(byte[] sha256) => AttachmentStore.NameOf(sha256) + ".webp";

    private async Task<Thumbnail?> FindAsync(byte[] sha256, CancellationToken ct)
    {
        if (await files.OpenAsync(NameOf(sha256), ct) is not { } found) return null;
        if (found.Length > 0) return new Thumbnail.Small(found);
        await found.DisposeAsync();
        return new Thumbnail.Unfit();
    }

    private static bool IsFit(FileStream original, string contentType)
    {
        if (original.Length > MostBytes || PictureSize.Read(original) is not { } size) return false;
        original.Position = 0;
        return size.Pixels <= (contentType == "image/jpeg" ? MostJpegPixels : MostPixels);
    }

    private static async Task<byte[]?> ShrinkAsync(Vips library, FileStream original, CancellationToken ct)
    {
        var bytes = new byte[original.Length];
        await original.ReadExactlyAsync(bytes, ct);
        return library.Shrink(bytes, Edge);
    }

    private async Task KeepAsync(byte[] sha256, byte[] bytes, CancellationToken ct)
    {
        var temporary = Path.Combine(originals.Folder, LocalFolder.Incoming, NewId.Next().ToString("N"));
        Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
        await File.WriteAllBytesAsync(temporary, bytes, ct);
        await files.PutAsync(NameOf(sha256), temporary, ct);
    }

    public void Dispose() => one.Dispose();
}
