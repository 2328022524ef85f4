namespace UnifiedInbox.Mail.Imap;

/// <summary>Where a message that was put into a folder is now.</summary>
/// <param name="UidValidity">The folder's.</param>
/// <param name="Uid">The message's.</param>
public sealed record AppendedMessage(uint UidValidity, uint Uid);
