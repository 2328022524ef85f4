using System.Security.Cryptography.X509Certificates;

namespace UnifiedInbox.Mail.Smtp;

/// <summary>How a connection is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS from the first byte; usually port 465.</summary>
    Tls,

    /// <summary>Plain text until STARTTLS, which the server must offer; usually port 587.</summary>
    StartTls,

    /// <summary>No protection. Refused for any address but this machine's own.</summary>
    None,
}

/// <summary>Where mail is submitted.</summary>
/// <param name="Host">The server's name, which its certificate has to bear, or its address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Security">How the connection is protected.</param>
/// <param name="User">Empty = the server asks nobody who they are.</param>
/// <param name="Password">Sent only over a protected connection, or to this machine itself.</param>
public sealed record SmtpEndpoint(string Host, int Port, SmtpSecurity Security, string User, string Password)
{
    /// <summary>How long the server may take for one answer. The last one, for the whole mail, may take four times as long (RFC 5321 section 4.5.3.2).</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The only roots to trust, for a server whose certificate no public authority signed. Null: those of this machine.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
