namespace UnifiedInbox.Database.Backups;

/// <summary>Files that belong to the data: a feature that keeps some says so by registering one of these.</summary>
/// <param name="Name">Their place in the archive.</param>
/// <param name="Path">Their place on disk.</param>
internal sealed record BackedUpFolder(string Name, string Path);
