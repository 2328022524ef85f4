using System.Security.Cryptography.X509Certificates;

namespace UnifiedInbox.Mail.Imap;

/// <summary>Where a mail server is.</summary>
/// <param name="Host">Its name, which its certificate has to bear, or its address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Security">How the connection is protected.</param>
public sealed record ImapEndpoint(string Host, int Port, ImapSecurity Security)
{
    /// <summary>
    /// The only roots to trust, for a server whose certificate no public authority signed; a self-signed certificate is its
    /// own root. Null: those of this machine. Name and dates are checked either way.
    /// </summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
