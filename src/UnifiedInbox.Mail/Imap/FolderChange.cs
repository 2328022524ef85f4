namespace UnifiedInbox.Mail.Imap;

/// <summary>What happened in the open folder.</summary>
[Flags]
public enum FolderChange
{
    /// <summary>Nothing that we were told.</summary>
    None = 0,

    /// <summary>There are more messages than before.</summary>
    NewMessages = 1,

    /// <summary>Messages were removed.</summary>
    Removed = 2,

    /// <summary>Flags of messages changed.</summary>
    Flags = 4,
}
