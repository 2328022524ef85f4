using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap.Signing;

/// <summary>Encrypts a connection that began in plain text, or refuses to go on. Nothing said before counts afterwards.</summary>
internal static class StartTls
{
    public static async Task RunAsync(ImapSession session, ImapEndpoint endpoint, StatusWord greeting)
    {
        // Signed in already, STARTTLS is no longer allowed: an attacker's way to keep us in plain text.
        if (greeting == StatusWord.Preauth) throw NotOffered(null);
        if (session.Capabilities.Count == 0) await SignIn.AskCapabilitiesAsync(session);
        if (!session.Can("STARTTLS")) throw NotOffered(null);
        try
        {
            await session.ExecuteAsync(new Command("STARTTLS"));
        }
        catch (ImapRefusedException e)
        {
            throw NotOffered(e.ServerText);
        }
        if (session.Link.HasUnread)
            throw new ImapProtocolException("starttls-injection", "Somebody put words into the connection before it was encrypted.");
        session.ForgetCapabilities();
        await session.Link.EncryptAsync(plain => TlsHandshake.RunAsync(plain, endpoint));
    }

    private static ImapConnectionException NotOffered(string? words) =>
        new("starttls-not-offered", "The mail server does not offer to encrypt the connection (STARTTLS).", words);
}
