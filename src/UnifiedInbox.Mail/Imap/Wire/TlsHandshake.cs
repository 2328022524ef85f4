using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Makes a stream a TLS stream, and says in words why a certificate is not trusted.</summary>
internal static class TlsHandshake
{
    public static async Task<SslStream> RunAsync(Stream plain, ImapEndpoint endpoint)
    {
        SslPolicyErrors errors = default;
        var expired = false;
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            CertificateChainPolicy = Policy(endpoint.TrustedRoots),
            RemoteCertificateValidationCallback = (_, _, chain, found) =>
            {
                errors = found;
                expired = chain?.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) == true;
                return found == SslPolicyErrors.None;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options);
            return tls;
        }
        catch (AuthenticationException e)
        {
            await tls.DisposeAsync();
            throw Failed(errors, expired, e);
        }
    }

    private static X509ChainPolicy? Policy(X509Certificate2Collection? roots)
    {
        if (roots is null) return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static ImapException Failed(SslPolicyErrors errors, bool expired, Exception e)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return new ImapCertificateException("certificate-missing", "The mail server showed no certificate.", e);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return new ImapCertificateException("certificate-name", "The mail server's certificate is made out for another name.", e);
        if (expired)
            return new ImapCertificateException("certificate-expired", "The mail server's certificate has expired or is not yet valid.", e);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return new ImapCertificateException("certificate-untrusted", "Nobody this machine trusts has signed the mail server's certificate.", e);
        return new ImapConnectionException("tls-failed", "The mail server and this client found no way to encrypt: is this the right port?", null, e);
    }
}
