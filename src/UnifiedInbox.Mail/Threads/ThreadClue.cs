namespace UnifiedInbox.Mail.Threads;

/// <summary>One way a mail could belong to a thread.</summary>
/// <param name="Reason">What kind of clue.</param>
/// <param name="Value">
/// For <see cref="ThreadReason.Reference"/> a message id as <see cref="MessageIds.Key"/> has it; for <see cref="ThreadReason.ReplyToken"/> the thread's id;
/// for <see cref="ThreadReason.MailboxThread"/> <c>gmail:NUMBER</c> or <c>index:HEX</c>, equal only within one mailbox; for
/// <see cref="ThreadReason.Subject"/> the <see cref="BaseSubject.Key"/>, to be joined only for the same contact and within <see cref="ThreadClues.SubjectDays"/>.
/// </param>
public sealed record ThreadClue(ThreadReason Reason, string Value);
