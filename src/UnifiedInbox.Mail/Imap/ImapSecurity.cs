namespace UnifiedInbox.Mail.Imap;

/// <summary>How a connection is protected.</summary>
public enum ImapSecurity
{
    /// <summary>TLS from the first byte; usually port 993.</summary>
    Tls,

    /// <summary>Plain text until STARTTLS, which the server must offer; usually port 143.</summary>
    StartTls,

    /// <summary>No protection. Refused for any address but this machine's own.</summary>
    None,
}
