namespace UnifiedInbox.Database.Backups;

/// <summary>Backups that are made every night.</summary>
internal sealed record BackupOptions
{
    /// <summary><c>BACKUP_DIR</c>: where they go. Default: nowhere, none are made.</summary>
    public string? Folder { get; init; }

    /// <summary><c>BACKUP_KEEP</c>: how many are kept, 1 to 1000, default 7; the oldest go first.</summary>
    public int Keep { get; init; } = 7;

    public static BackupOptions From(IConfiguration configuration) => new()
    {
        Folder = configuration.Text("BACKUP_DIR") is { } folder ? Path.GetFullPath(folder) : null,
        Keep = configuration.Number("BACKUP_KEEP", 7, 1, 1000),
    };
}
