using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap.Signing;

/// <summary>From the greeting to a signed-in session that knows what its server can do.</summary>
internal static class SignIn
{
    public static async Task RunAsync(ImapSession session, ImapEndpoint endpoint, ImapCredentials credentials)
    {
        var greeting = await GreetAsync(session);
        if (endpoint.Security == ImapSecurity.StartTls) await StartTls.RunAsync(session, endpoint, greeting);
        if (session.Capabilities.Count == 0) await AskCapabilitiesAsync(session);
        if (greeting != StatusWord.Preauth)
        {
            var before = session.Capabilities;
            await Authenticate.RunAsync(session, endpoint, credentials);
            // Exchange adds MOVE only after login.
            if (ReferenceEquals(session.Capabilities, before)) await AskCapabilitiesAsync(session);
        }
        if (session.Can("ID")) await IntroduceAsync(session);
    }

    public static async Task AskCapabilitiesAsync(ImapSession session)
    {
        session.ForgetCapabilities();
        await session.ExecuteAsync(new Command("CAPABILITY"));
    }

    private static async Task<StatusWord> GreetAsync(ImapSession session)
    {
        var patience = session.Options.GreetingTimeout;
        session.Link.Patience.ForAnswer(patience, patience);
        try
        {
            var greeting = await session.Reader.ReadAsync();
            if (greeting.Status is StatusWord.Ok or StatusWord.Preauth && greeting.Tag == "*")
            {
                session.Observe(greeting);
                return greeting.Status;
            }
            if (greeting.Status == StatusWord.Bye) throw Diagnosis.Of(greeting, signingIn: true, session.Words(greeting));
            throw new ImapProtocolException("no-greeting", "What answers there does not greet like an IMAP server.", session.Words(greeting));
        }
        catch (ImapTimeoutException e)
        {
            throw new ImapTimeoutException("greeting-timeout", "The mail server accepted the connection and then said nothing.", e);
        }
    }

    /// <summary>Google asks clients to say who they are; 163.com and 126.com open no folder for one that does not.</summary>
    private static async Task IntroduceAsync(ImapSession session)
    {
        var options = session.Options;
        var command = new Command("ID ");
        if (options.ClientName is null)
        {
            command.Text("NIL");
        }
        else
        {
            command.Text("(\"name\" ").String(options.ClientName);
            if (options.ClientVersion is { } version) command.Text(" \"version\" ").String(version);
            if (options.Contact is { } contact) command.Text(" \"support-url\" ").String(contact);
            command.Text(")");
        }
        try
        {
            await session.ExecuteAsync(command);
        }
        catch (ImapRefusedException)
        {
            // who does not care to know
        }
    }
}
