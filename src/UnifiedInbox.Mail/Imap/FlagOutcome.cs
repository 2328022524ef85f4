namespace UnifiedInbox.Mail.Imap;

/// <summary>What became of a change of flags.</summary>
public enum FlagOutcome
{
    /// <summary>The server took it.</summary>
    Stored,

    /// <summary>The folder is open to read only.</summary>
    ReadOnly,

    /// <summary>The server would forget this flag with the session, so it was not asked to.</summary>
    NotKept,
}
