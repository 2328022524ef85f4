using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Why a mailbox cannot be read, and what comes of it.</summary>
/// <param name="Text">A sentence for people, with what to do.</param>
/// <param name="Stops">Not tried again until somebody changes the settings or asks: accounts get locked.</param>
/// <param name="Pause">Until the next attempt.</param>
internal sealed record MailboxTrouble(string Code, string Text, string? ServerText, bool Stops, TimeSpan Pause)
{
    /// <summary>Microsoft 365 says so also while a licence or a switch has not come through everywhere.</summary>
    private const int TriesWhileNotConnected = 3;

    /// <param name="failures">In a row before this one.</param>
    /// <param name="jitter">From 0 to 1: not all mailboxes come back in the same second.</param>
    public static MailboxTrouble Of(Exception error, int failures, double jitter, MailboxOptions options)
    {
        var pause = Min(options.LongestBackoff, options.Backoff * Math.Pow(2, Math.Min(failures, 20))) * (0.5 + (jitter / 2));
        return error switch
        {
            ImapAuthenticationException { Reason: ImapRefusal.NotConnected } refused when failures + 1 < TriesWhileNotConnected =>
                new(refused.Code, MailboxWords.Of(refused), refused.ServerText, false, pause),
            ImapAuthenticationException refused => new(refused.Code, MailboxWords.Of(refused), refused.ServerText, true, default),
            MailboxSetupException setup => new("not-set-up", setup.Message, null, true, default),
            ImapThrottledException busy => new(busy.Code, MailboxWords.Of(busy), busy.ServerText, false, busy.RetryAfter is { } asked && asked > pause ? asked : pause),
            ImapException known => new(known.Code, MailboxWords.Of(known), known.ServerText, false, pause),
            IOException => new("disk", "Mail could not be written to the attachment folder. Is the disk full?", null, false, pause),
            HttpRequestException => new("token", "The provider's sign-in could not be reached.", null, false, pause),
            _ => new("unexpected", "Something went wrong here; the log says more.", null, false, pause),
        };
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
