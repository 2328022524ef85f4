using UnifiedInbox.Database;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Somebody wants this mailbox looked at now.</summary>
internal sealed class MailboxSignal : Signal;
