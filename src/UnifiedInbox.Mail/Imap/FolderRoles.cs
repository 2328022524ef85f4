namespace UnifiedInbox.Mail.Imap;

/// <summary>Finds out what a folder is for.</summary>
internal static class FolderRoles
{
    private static readonly Dictionary<string, FolderRole> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["\\Inbox"] = FolderRole.Inbox,
        ["\\All"] = FolderRole.All,
        ["\\AllMail"] = FolderRole.All, // XLIST
        ["\\Archive"] = FolderRole.Archive,
        ["\\Drafts"] = FolderRole.Drafts,
        ["\\Flagged"] = FolderRole.Flagged,
        ["\\Starred"] = FolderRole.Flagged, // XLIST
        ["\\Junk"] = FolderRole.Junk,
        ["\\Spam"] = FolderRole.Junk, // XLIST
        ["\\Sent"] = FolderRole.Sent,
        ["\\Trash"] = FolderRole.Trash,
    };

    /// <summary>Exchange names its folders in the owner's language and marks none; these are its English ones, and Dovecot's usual.</summary>
    private static readonly Dictionary<string, FolderRole> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Archive"] = FolderRole.Archive,
        ["Drafts"] = FolderRole.Drafts,
        ["Junk"] = FolderRole.Junk,
        ["Junk Email"] = FolderRole.Junk,
        ["Junk E-mail"] = FolderRole.Junk,
        ["Spam"] = FolderRole.Junk,
        ["Sent"] = FolderRole.Sent,
        ["Sent Items"] = FolderRole.Sent,
        ["Sent Messages"] = FolderRole.Sent,
        ["Deleted Items"] = FolderRole.Trash,
        ["Deleted Messages"] = FolderRole.Trash,
        ["Trash"] = FolderRole.Trash,
    };

    public static FolderRole Of(string name, IEnumerable<string> attributes)
    {
        if (name.Equals("INBOX", StringComparison.OrdinalIgnoreCase)) return FolderRole.Inbox;
        foreach (var attribute in attributes)
            if (Attributes.TryGetValue(attribute, out var role)) return role;
        return FolderRole.None;
    }

    /// <summary>Gives roles that no folder was marked with to folders of the usual names.</summary>
    public static List<FolderInfo> Guess(List<FolderInfo> folders)
    {
        var marked = folders.Select(folder => folder.Role).ToHashSet();
        for (var i = 0; i < folders.Count; i++)
        {
            var title = folders[i].Title;
            if (title.StartsWith("INBOX" + folders[i].Delimiter, StringComparison.OrdinalIgnoreCase)) title = title[6..];
            var unmarked = folders[i] is { Role: FolderRole.None, Selectable: true };
            if (unmarked && Names.TryGetValue(title, out var role) && marked.Add(role)) folders[i] = folders[i] with { Role = role };
        }
        return folders;
    }
}
