namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// The server's certificate is not one to trust. Codes: <c>certificate-name</c> (made out for another host),
/// <c>certificate-expired</c>, <c>certificate-untrusted</c>, <c>certificate-missing</c>. The message says it in words.
/// </summary>
public sealed class ImapCertificateException : ImapException
{
    internal ImapCertificateException(string code, string message, Exception? inner = null) : base(code, message, null, inner)
    {
    }
}
