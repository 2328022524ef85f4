using UnifiedInbox.Database.Backups;

namespace UnifiedInbox.Attachments.Stores;

/// <summary>The files of messages in a backup: those of a folder and those of a bucket alike, so that an archive of the one fits the other.</summary>
internal sealed class BackedUpStore(string name, IFileStore files, AttachmentStore store) : IBackedUpFiles
{
    public string Name => name;

    /// <summary>Thumbnails are made again.</summary>
    public IAsyncEnumerable<string> ListAsync(CancellationToken ct) => files.ListAsync(ct).Where(name => !name.Contains('.', StringComparison.Ordinal));

    public async Task<Stream?> OpenAsync(string name, CancellationToken ct) => await files.OpenAsync(name, ct);

    /// <summary>Stored by what it is, not by what the archive says: an archive made to escape gets nowhere.</summary>
    public Task RestoreAsync(string name, Stream content, CancellationToken ct) => store.StoreAsync(content, long.MaxValue, ct);
}
