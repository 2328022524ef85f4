using Microsoft.Extensions.Options;
using UnifiedInbox.Channels.Imap.Connect;
using UnifiedInbox.Database;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Channels.Imap;

/// <summary>There is nothing to sign in with.</summary>
internal sealed class MailboxSetupException(string message) : Exception(message);

/// <summary>Connects to a mailbox with what its inbox was set up with.</summary>
internal sealed class OpenMailbox(SecretBox box, OAuthTokens tokens, IOptions<MailboxOptions> limits, TimeProvider time)
{
    /// <exception cref="UnifiedInbox.Mail.Imap.Failures.ImapException">Whatever <see cref="ImapClient"/> says.</exception>
    public async Task<ImapClient> RunAsync(Mailbox mailbox, ImapOptions? options, CancellationToken ct)
    {
        var settings = mailbox.Settings;
        var endpoint = new ImapEndpoint(settings.Host, settings.Port, SecurityOf(settings));
        return await ImapClient.ConnectAsync(endpoint, await CredentialsAsync(mailbox, ct), options ?? new ImapOptions { Contact = mailbox.Inbox.Address, SilenceTimeout = limits.Value.Silence }, time, ct);
    }

    private async Task<ImapCredentials> CredentialsAsync(Mailbox mailbox, CancellationToken ct)
    {
        var user = mailbox.Settings.User.Length > 0 ? mailbox.Settings.User : mailbox.Inbox.Address;
        if (mailbox.Settings.Auth != "password") return new ImapBearer(user, await tokens.AccessTokenAsync(mailbox, ct));
        var password = EmailSecrets.Of(mailbox.Inbox, box).ImapPassword;
        return string.IsNullOrEmpty(password)
            ? throw new MailboxSetupException("There is no password for the mailbox. Enter it below.")
            : new ImapPassword(user, password);
    }

    private static ImapSecurity SecurityOf(ImapSettings settings) => settings.Security switch
    {
        "starttls" => ImapSecurity.StartTls,
        "none" => ImapSecurity.None,
        _ => ImapSecurity.Tls,
    };
}
