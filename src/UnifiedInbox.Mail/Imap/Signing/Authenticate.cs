using System.Text;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap.Signing;

/// <summary>Shows the credentials, once, in the one way the server offers that fits best. A second try could lock the account.</summary>
internal static class Authenticate
{
    private const int MostContinuations = 5;

    public static async Task RunAsync(ImapSession session, ImapEndpoint endpoint, ImapCredentials credentials)
    {
        var (user, secret) = (credentials.User, credentials.Secret);
        session.SigningIn = true;
        await (credentials switch
        {
            ImapBearer when session.Can("AUTH=XOAUTH2") => SaslAsync(session, "XOAUTH2", Sasl.XOAuth2(user, secret), giveUp: ""),
            ImapBearer when session.Can("AUTH=OAUTHBEARER") =>
                SaslAsync(session, "OAUTHBEARER", Sasl.OAuthBearer(user, secret, endpoint.Host, endpoint.Port), giveUp: "AQ=="),
            ImapPassword when session.Can("AUTH=PLAIN") => SaslAsync(session, "PLAIN", Sasl.Plain(user, secret), giveUp: "*"),
            ImapPassword when !session.Can("LOGINDISABLED") =>
                session.ExecuteAsync(new Command("LOGIN ").String(user).Text(" ").String(secret)),
            _ => throw new ImapAuthenticationException(ImapRefusal.MethodNotOffered),
        });
        session.SigningIn = false;
    }

    private static async Task SaslAsync(ImapSession session, string mechanism, string response, string giveUp)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(response));
        var sent = session.Can("SASL-IR");
        var tag = await session.SendAsync(new Command("AUTHENTICATE " + mechanism + (sent ? " " + base64 : "")));
        for (var continuations = 0; ;)
        {
            var answer = await session.NextAsync(tag);
            if (answer.Tag == tag) return;
            if (answer.Kind != ResponseKind.Continuation) continue;
            if (++continuations > MostContinuations)
                throw new ImapProtocolException("endless-login", "The mail server keeps asking for more while signing in.");
            // Asked again, what we sent was refused: XOAUTH2 explains itself here, and says NO after an empty line.
            await session.SendLineAsync(sent ? giveUp : base64);
            sent = true;
        }
    }
}
