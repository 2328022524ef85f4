namespace UnifiedInbox.Contacts.Importing;

/// <summary>Where the pages of one kind of import are, and what they say.</summary>
/// <param name="Title">Of the pages.</param>
/// <param name="Start">The page a file is chosen on.</param>
/// <param name="Folder">The path below which each import has its page.</param>
/// <param name="Known">What rows are called that changed nothing.</param>
/// <param name="HasUpdates">Whether rows may change what was there.</param>
public sealed record ImportPlace(string Title, string Start, string Folder, string Known, bool HasUpdates)
{
    internal static readonly ImportPlace Contacts = new("Import contacts", "/contacts/import", "/contacts/imports", "Skipped", true);

    internal static readonly ImportPlace Events = new("Import member events", "/members/import", "/members/imports", "Known already", false);
}
