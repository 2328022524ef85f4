namespace UnifiedInbox.Database.Backups;

/// <summary>Files that belong to the data, wherever they are: a feature that keeps some says so by registering one of these.</summary>
internal interface IBackedUpFiles
{
    /// <summary>Their place in the archive.</summary>
    string Name { get; }

    /// <summary>Their names, with slashes between folders.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken ct);

    /// <summary>Null where it was deleted since it was listed.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken ct);

    /// <summary>Puts a file of an archive back; a name that is none of ours is passed over.</summary>
    Task RestoreAsync(string name, Stream content, CancellationToken ct);
}
