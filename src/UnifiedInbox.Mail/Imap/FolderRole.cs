namespace UnifiedInbox.Mail.Imap;

/// <summary>What a folder is for (RFC 6154).</summary>
public enum FolderRole
{
    /// <summary>Nothing special.</summary>
    None,

    /// <summary>Where mail arrives.</summary>
    Inbox,

    /// <summary>Every message, whatever its folder: Gmail's All Mail.</summary>
    All,

    /// <summary>Put away.</summary>
    Archive,

    /// <summary>Begun and not sent.</summary>
    Drafts,

    /// <summary>Marked as important.</summary>
    Flagged,

    /// <summary>Spam.</summary>
    Junk,

    /// <summary>Copies of what was sent.</summary>
    Sent,

    /// <summary>Deleted.</summary>
    Trash,
}
