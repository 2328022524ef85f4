using UnifiedInbox.Mail.Threads;
using UnifiedInbox.Messages;

namespace UnifiedInbox.Conversations.Emails;

/// <summary>The subject as a heading: written where a thread begins, and again where it changes.</summary>
internal static class EmailSubject
{
    /// <summary>What tells two threads of one timeline apart: answers have the key of what they answer. Null for other channels.</summary>
    public static string? KeyOf(Message message) =>
        message.Channel == "email" ? $"{message.ThreadId:N} {BaseSubject.Of(message.Subject ?? "", hasParent: true).Key}" : null;

    public static string Text(string? subject) => string.IsNullOrWhiteSpace(subject) ? "(no subject)" : subject.Trim();
}
