namespace UnifiedInbox.Mail.Threads;

/// <summary>A mail in its thread.</summary>
/// <param name="Message">The mail.</param>
/// <param name="Parent">The mail it answers among those given, null for a thread's first or where that mail is missing.</param>
/// <param name="Reason">What joined it.</param>
public sealed record ThreadedMail(ThreadMessage Message, ThreadMessage? Parent, ThreadReason Reason);

/// <summary>A thread: its mails from the oldest to the newest.</summary>
public sealed record MailThread(IReadOnlyList<ThreadedMail> Mails);
