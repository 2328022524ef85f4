namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// The server wants to be left alone for a while: too many connections, too much traffic, or a fault of its own. Codes:
/// <c>throttled</c>, <c>unavailable</c>, <c>too-many-connections</c>.
/// </summary>
public sealed class ImapThrottledException : ImapException
{
    internal ImapThrottledException(string code, string message, string? serverText = null, TimeSpan? retryAfter = null)
        : base(code, message, serverText) => RetryAfter = retryAfter;

    /// <summary>How long to wait if the server said so, at most one day; else back off, to five minutes at most.</summary>
    public TimeSpan? RetryAfter { get; }
}
