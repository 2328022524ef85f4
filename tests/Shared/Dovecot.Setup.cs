using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UnifiedInbox.Tests;

/// <summary>How it is set up.</summary>
internal sealed partial class Dovecot
{
    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $$"""
        base_dir = {{folder}}/run
        state_dir = {{folder}}/state
        log_path = {{Log}}
        protocols = imap
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{{folder}}/cert.pem
        ssl_key = <{{folder}}/key.pem
        auth_mechanisms = plain login
        auth_failure_delay = 0
        disable_plaintext_auth = no
        mail_location = maildir:{{folder}}/mail/%u
        mail_max_userip_connections = 100
        first_valid_uid = 1
        {{Accounts()}}
        passdb {
          driver = static
          args = password={{Password}}
        }
        userdb {
          driver = static
          args = uid={{MailUser}} gid={{MailGroup}} home={{folder}}/mail/%u
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{Port}}
          }
          inet_listener imaps {
            port = {{TlsPort}}
            ssl = yes
          }
        }
        # The penalty for a wrong password is on the address, and all tests have the same.
        service anvil {
          chroot =
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        namespace inbox {
          inbox = yes
          separator = /
          mailbox Sent {
            special_use = \Sent
            auto = create
          }
          mailbox Junk {
            special_use = \Junk
            auto = create
          }
          mailbox Trash {
            special_use = \Trash
            auto = create
          }
          mailbox Entwürfe {
            special_use = \Drafts
            auto = create
          }
        }

        """);

    private static bool IsRoot => Environment.UserName == "root";

    private static string MailUser => IsRoot ? "nobody" : Environment.UserName;

    private static string MailGroup => IsRoot ? "nogroup" : Id("-gn");

    /// <summary>An ordinary user's Dovecot runs as that user altogether; root's uses the accounts of its package.</summary>
    private static string Accounts() => IsRoot ? "" : $"""
        default_internal_user = {Environment.UserName}
        default_internal_group = {Id("-gn")}
        default_login_user = {Environment.UserName}
        """;

    private static string Id(string what)
    {
        using var id = Run("id", what);
        return id.StandardOutput.ReadToEnd().Trim();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));
    }
}
