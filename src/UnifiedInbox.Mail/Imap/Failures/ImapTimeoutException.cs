namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// The server took too long. Codes: <c>connect-timeout</c>, <c>greeting-timeout</c>, <c>server-silent</c> (nothing came),
/// <c>server-slow</c> (something came, but the answer never did).
/// </summary>
public sealed class ImapTimeoutException : ImapException
{
    internal ImapTimeoutException(string code, string message, Exception? inner = null) : base(code, message, null, inner)
    {
    }
}
