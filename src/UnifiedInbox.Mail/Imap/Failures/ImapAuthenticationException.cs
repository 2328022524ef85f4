namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// The server does not let us in. Do not try again with the same credentials: accounts get locked. The code is the
/// reason in lower case with hyphens.
/// </summary>
public sealed class ImapAuthenticationException : ImapException
{
    internal ImapAuthenticationException(ImapRefusal reason, string? serverText = null)
        : base(reason.Code(), reason.Sentence(), serverText) => Reason = reason;

    /// <summary>Why, as far as the server's answer tells.</summary>
    public ImapRefusal Reason { get; }
}
