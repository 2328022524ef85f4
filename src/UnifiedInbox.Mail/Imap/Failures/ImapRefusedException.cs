namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// The server answered a command with NO or BAD. The connection is still good. Codes are the server's response codes in
/// lower case where it sent a known one (<c>nonexistent</c>, <c>trycreate</c>, <c>overquota</c>, <c>noperm</c> …), else <c>refused</c>
/// or <c>bad-command</c>.
/// </summary>
public sealed class ImapRefusedException : ImapException
{
    internal ImapRefusedException(string code, string message, string? serverText = null) : base(code, message, serverText)
    {
    }
}
