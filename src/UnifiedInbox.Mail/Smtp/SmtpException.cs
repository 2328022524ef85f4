namespace UnifiedInbox.Mail.Smtp;

/// <summary>The conversation ended before a mail was handed over.</summary>
/// <param name="code">One of our words, or the server's code.</param>
/// <param name="permanent">Trying again cannot help.</param>
/// <param name="answer">The server's last words, if any.</param>
/// <param name="inner">What happened underneath.</param>
internal sealed class SmtpException(string code, bool permanent, string? answer, Exception? inner = null) : Exception("The mail was not handed over.", inner)
{
    public string Code => code;

    public bool Permanent => permanent;

    public string? Answer => answer;
}
