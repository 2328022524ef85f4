using System.ComponentModel.DataAnnotations;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Channels.Imap;

/// <summary>How mailboxes are read. Section <c>Mailboxes</c>.</summary>
internal sealed class MailboxOptions
{
    /// <summary>How often everything is looked at, whatever the server told meanwhile. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a node looks for mailboxes nobody reads, and whether it still holds its own. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long without a word of its node a mailbox goes to another. Default 30 seconds; a third of it must be longer than LookEvery.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause after a failed connection; doubles up to <see cref="LongestBackoff"/>. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a server may say nothing while it owes an answer, in the middle of a mail too. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one mail may take to be read. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan MailTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one mail; of a larger one headers and text are stored. Default 50 MB, which is also the most.</summary>
    [Range(1_000, EmailLimits.LargestMail)]
    public long LargestMail { get; set; } = EmailLimits.LargestMail;
}
