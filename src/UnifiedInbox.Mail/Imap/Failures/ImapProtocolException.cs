namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>The server broke the protocol: it lied about a size, sent what cannot be read, or more than this client takes.</summary>
public sealed class ImapProtocolException : ImapException
{
    internal ImapProtocolException(string code, string message, string? serverText = null) : base(code, message, serverText)
    {
    }
}
