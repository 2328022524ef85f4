namespace UnifiedInbox.Attachments.Stores;

/// <summary>Where whole files are: a local folder, or an S3-compatible bucket. Names are what <see cref="AttachmentStore"/> makes of hashes.</summary>
internal interface IFileStore
{
    /// <summary>Takes the local file at <paramref name="path"/>, which may be moved away. A name that is there already has the same bytes.</summary>
    Task PutAsync(string name, string path, CancellationToken ct);

    /// <summary>The bytes, seekable, or null where they are gone.</summary>
    Task<FileStream?> OpenAsync(string name, CancellationToken ct);

    /// <summary>The bytes, where they are on this machine: for readers that cannot wait, after <see cref="OpenAsync"/> brought them near.</summary>
    FileStream? OpenNear(string name);

    Task DeleteAsync(string name, CancellationToken ct);

    /// <summary>The names of everything in it.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken ct);
}
