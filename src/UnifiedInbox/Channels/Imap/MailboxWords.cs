using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Channels.Imap;

/// <summary>What is wrong with a mailbox, and what to do about it.</summary>
internal static class MailboxWords
{
    public static string Of(ImapException error) => error switch
    {
        ImapAuthenticationException refused => Refused(refused.Reason),
        _ => error.Code switch
        {
            "host-not-found" => "There is no mail server of this name. Check the host.",
            "connection-refused" => "The machine is there, but nothing listens on this port. IMAP with TLS is usually 993, with STARTTLS 143.",
            "unreachable" or "connect-timeout" => "The mail server cannot be reached. Check host and port, and whether a firewall is in between.",
            "greeting-timeout" => "Something answers on this port, and it does not speak IMAP, or wants TLS from the first byte (port 993).",
            "tls-failed" => "The encrypted connection failed. On port 143 choose STARTTLS, on 993 TLS.",
            "starttls-not-offered" => "The mail server offers no STARTTLS. Choose TLS and port 993.",
            "certificate-name" => "The mail server's certificate is made out for another name. Use the host name your provider gives.",
            "certificate-expired" => "The mail server's certificate has expired. Its owner has to renew it.",
            "certificate-untrusted" or "certificate-missing" => "The mail server's certificate is not one this machine trusts.",
            "too-many-connections" => "The account has too many connections open. Close other mail programs, or wait.",
            "throttled" or "unavailable" => "The mail server asks to be left alone for a while. It is tried again by itself.",
            _ => error.Message,
        },
    };

    private static string Refused(ImapRefusal reason) => reason switch
    {
        ImapRefusal.WrongCredentials => "The mail server does not accept this user name and password. It is not tried again until you change them: accounts get locked.",
        ImapRefusal.AppPasswordNeeded => "The account has two-step verification. Make an app password in the account's security settings and enter it here.",
        ImapRefusal.Expired => "The password or the permission has expired. Enter a new one, or connect again.",
        ImapRefusal.ImapDisabled => "IMAP is switched off for this account. Switch it on in the mailbox's settings (Gmail: Forwarding and POP/IMAP).",
        ImapRefusal.BrowserSignInNeeded => "The provider wants the owner of the account to sign in with a browser first. Then save the settings again.",
        ImapRefusal.NotPermitted => "This user may not use this mailbox.",
        ImapRefusal.NotConnected => "Authenticated but not connected: the sign-in is good, the mailbox behind it cannot be used. Check its licence, that IMAP is on, and that the user name is the mailbox's.",
        _ => "The mail server offers no way to sign in that fits. Google and Microsoft want “Connect”, others an encrypted connection.",
    };
}
