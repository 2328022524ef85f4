namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// There is no connection, or no longer. Codes: <c>host-not-found</c>, <c>connection-refused</c>, <c>unreachable</c>,
/// <c>connection-closed</c>, <c>server-said-bye</c>, <c>tls-failed</c>, <c>starttls-not-offered</c>.
/// </summary>
public sealed class ImapConnectionException : ImapException
{
    internal ImapConnectionException(string code, string message, string? serverText = null, Exception? inner = null)
        : base(code, message, serverText, inner)
    {
    }
}
