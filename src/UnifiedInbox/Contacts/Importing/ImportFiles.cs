using System.Buffers;
using Microsoft.Extensions.Options;
using UnifiedInbox.Csv;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>The uploaded lists, each under its import's id. They are there until their import has ended.</summary>
internal sealed class ImportFiles(IOptions<ImportOptions> options)
{
    private const int HeadChars = 64 * 1024;

    /// <summary>Stores what <paramref name="source"/> holds as it comes; null once it holds more than is taken in.</summary>
    public async Task<StoredList?> StoreAsync(Guid id, Stream source, CancellationToken ct)
    {
        Directory.CreateDirectory(options.Value.Folder);
        var partial = PathOf(id) + ".partial";
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var detector = new EncodingDetector();
            long size = 0;
            await using (var file = new FileStream(partial, NewFile()))
            {
                int read;
                while ((read = await source.ReadAsync(buffer, ct)) > 0)
                {
                    if ((size += read) > options.Value.MostBytes) return null;
                    detector.Add(buffer.AsSpan(0, read));
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, PathOf(id));
            return new StoredList(size, detector.Name());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            File.Delete(partial);
        }
    }

    public bool Has(Guid id) => File.Exists(PathOf(id));

    /// <exception cref="FileNotFoundException">It is not on this node, or gone.</exception>
    public FileStream Open(Guid id) => new(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>The first characters, for a preview and for guesses.</summary>
    public async Task<string> HeadAsync(Guid id, string encoding, CancellationToken ct)
    {
        await using var file = Open(id);
        using var text = new StreamReader(file, CsvEncoding.Of(encoding), detectEncodingFromByteOrderMarks: false);
        var head = new char[HeadChars];
        var length = await text.ReadBlockAsync(head, ct);
        // What is cut in its middle is no broken row.
        var last = length < head.Length ? length : Array.LastIndexOf(head, '\n', length - 1) + 1;
        return new string(head, 0, last > 0 ? last : length);
    }

    public void Delete(Guid id)
    {
        if (Directory.Exists(options.Value.Folder)) File.Delete(PathOf(id));
    }

    /// <summary>Whether it was put here before <paramref name="time"/>: one that comes in just now has no import yet.</summary>
    public bool IsOlder(Guid id, DateTimeOffset time) => File.GetLastWriteTimeUtc(PathOf(id)) < time.UtcDateTime;

    /// <summary>Those that wait here, by their imports' ids.</summary>
    public List<Guid> List() => !Directory.Exists(options.Value.Folder) ? [] :
        [.. Directory.EnumerateFiles(options.Value.Folder, "*.csv").Select(path => Guid.TryParse(Path.GetFileNameWithoutExtension(path), out var id) ? id : Guid.Empty)];

    private string PathOf(Guid id) => Path.Combine(options.Value.Folder, $"{id:N}.csv");

    private static FileStreamOptions NewFile()
    {
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return mode;
    }
}

/// <param name="Size">Bytes.</param>
/// <param name="Encoding">What it seems to be in: a name of <see cref="CsvEncoding"/>.</param>
internal sealed record StoredList(long Size, string Encoding);
