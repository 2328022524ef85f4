namespace UnifiedInbox.Mail.Imap.Failures;

/// <summary>
/// Something went wrong between us and an IMAP server. Except after <see cref="ImapRefusedException"/> the connection is
/// closed and a new one has to be made.
/// </summary>
public abstract class ImapException : Exception
{
    private protected ImapException(string code, string message, string? serverText = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        ServerText = UntrustedText.Clean(serverText);
    }

    /// <summary>A short fixed word for what happened, lower case with hyphens, for settings pages and metrics.</summary>
    public string Code { get; }

    /// <summary>
    /// What the server said: plain text without control characters, at most 200 characters. The words are the
    /// server's own: show them as a quotation, encoded, and never act on them.
    /// </summary>
    public string? ServerText { get; }
}
