namespace UnifiedInbox.Mail.Threads;

/// <summary>Why a mail stands in its thread, strongest first. The thread shows it.</summary>
public enum ThreadReason
{
    /// <summary>Its In-Reply-To or References names a mail of the thread.</summary>
    Reference,

    /// <summary>It was sent to an address we signed for this thread.</summary>
    ReplyToken,

    /// <summary>The mailbox's own conversation number (Gmail) or Outlook's Thread-Index is the same.</summary>
    MailboxThread,

    /// <summary>Same person, same subject but for prefixes, not long ago. A guess, and shown as one.</summary>
    Subject,

    /// <summary>Nothing joined it: it began the thread.</summary>
    New,
}
