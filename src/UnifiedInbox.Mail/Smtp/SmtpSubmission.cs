using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace UnifiedInbox.Mail.Smtp;

/// <summary>
/// Submits mail to a server (RFC 6409): TLS or STARTTLS, AUTH PLAIN or LOGIN, one mail a connection. The mail is written as it stands. Nothing
/// a server does throws; what is known afterwards is the answer.
/// </summary>
public static class SmtpSubmission
{
    /// <summary>Hands one mail over.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="from">The envelope's sender: ASCII, without brackets.</param>
    /// <param name="to">Everybody who gets it, blind copies too.</param>
    /// <param name="write">Writes the mail: lines ending with CR LF, as <see cref="Mime.Writing.MailWriter"/> makes them.</param>
    /// <param name="ct">Gives up; before the mail's end that is safe.</param>
    public static async Task<SmtpOutcome> SendAsync(SmtpEndpoint endpoint, string from, IReadOnlyList<string> to, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var handed = false;
        try
        {
            await using var link = new SmtpLink(endpoint);
            await GreetAsync(link, endpoint, ct);
            var refused = await AddressAsync(link, from, to, ct);
            Expect(await link.AskAsync("DATA", ct));
            var mail = new DotStuffing(link.Stream);
            await write(mail, ct);
            // From the last dot on the mail may be the server's, whether we hear of it or not.
            handed = true;
            await mail.EndAsync(ct);
            var last = await link.ReadAsync(endpoint.Patience * 4, ct);
            if (!last.IsGood) return new SmtpOutcome(last.IsTransient ? SmtpResult.Transient : SmtpResult.Permanent, last.CodeText, last.Text, []);
            await TryQuitAsync(link, ct);
            return new SmtpOutcome(SmtpResult.Accepted, last.CodeText, last.Text, refused);
        }
        catch (SmtpException error)
        {
            return new SmtpOutcome(error.Permanent ? SmtpResult.Permanent : SmtpResult.Transient, error.Code, error.Answer, []);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            return handed
                ? new SmtpOutcome(SmtpResult.Unknown, "connection-lost", null, [])
                : new SmtpOutcome(SmtpResult.Transient, error is OperationCanceledException ? "timeout" : "unreachable", null, []);
        }
    }

    /// <summary>Connects and signs in, and nothing more: for a self-check. Answers as <see cref="SendAsync"/> does.</summary>
    public static async Task<SmtpOutcome> TryAsync(SmtpEndpoint endpoint, CancellationToken ct)
    {
        try
        {
            await using var link = new SmtpLink(endpoint);
            await GreetAsync(link, endpoint, ct);
            await TryQuitAsync(link, ct);
            return new SmtpOutcome(SmtpResult.Accepted, null, null, []);
        }
        catch (SmtpException error)
        {
            return new SmtpOutcome(error.Permanent ? SmtpResult.Permanent : SmtpResult.Transient, error.Code, error.Answer, []);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            return new SmtpOutcome(SmtpResult.Transient, error is OperationCanceledException ? "timeout" : "unreachable", null, []);
        }
    }

    private static async Task GreetAsync(SmtpLink link, SmtpEndpoint endpoint, CancellationToken ct)
    {
        using (var soon = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            soon.CancelAfter(endpoint.Patience);
            await link.ConnectAsync(soon.Token);
        }
        Expect(await link.ReadAsync(endpoint.Patience, ct));
        var hello = Expect(await link.AskAsync("EHLO unified-inbox", ct));
        if (endpoint.Security == SmtpSecurity.StartTls)
        {
            if (!hello.Offers("STARTTLS")) throw new SmtpException("starttls-not-offered", permanent: true, null);
            Expect(await link.AskAsync("STARTTLS", ct));
            await link.ProtectAsync(ct);
            hello = Expect(await link.AskAsync("EHLO unified-inbox", ct));
        }
        if (endpoint.User.Length > 0) await SignInAsync(link, endpoint, hello, ct);
    }

    private static async Task SignInAsync(SmtpLink link, SmtpEndpoint endpoint, SmtpReply hello, CancellationToken ct)
    {
        if (!link.IsProtected && !link.IsLocal) throw new SmtpException("not-encrypted", permanent: true, null);
        var methods = hello.Parameters("AUTH").Split(' ');
        SmtpReply reply;
        if (methods.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            reply = await link.AskAsync("AUTH PLAIN " + Base64("\0" + endpoint.User + "\0" + endpoint.Password), ct);
        }
        else if (methods.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            Expect(await link.AskAsync("AUTH LOGIN", ct));
            Expect(await link.AskAsync(Base64(endpoint.User), ct));
            reply = await link.AskAsync(Base64(endpoint.Password), ct);
        }
        else throw new SmtpException("no-sign-in-method", permanent: true, null);
        if (!reply.IsGood) throw new SmtpException("sign-in", permanent: !reply.IsTransient, reply.Text);
    }

    /// <summary>Answers who was refused; throws where nobody was taken.</summary>
    private static async Task<List<string>> AddressAsync(SmtpLink link, string from, IReadOnlyList<string> to, CancellationToken ct)
    {
        Expect(await link.AskAsync("MAIL FROM:<" + Bare(from) + ">", ct));
        var refused = new List<string>();
        SmtpReply? last = null;
        foreach (var address in to)
        {
            var reply = await link.AskAsync("RCPT TO:<" + Bare(address) + ">", ct);
            if (reply.IsGood) continue;
            refused.Add(address);
            last = reply;
            // The first is the one the mail is for: without them it does not go.
            if (refused.Count == 1 && address == to[0]) break;
        }
        if (last is not null && (refused.Count == to.Count || refused[0] == to[0])) throw new SmtpException(last.CodeText, !last.IsTransient, last.Text);
        return refused;
    }

    private static SmtpReply Expect(SmtpReply reply) => reply.IsGood ? reply : throw new SmtpException(reply.CodeText, !reply.IsTransient, reply.Text);

    private static async Task TryQuitAsync(SmtpLink link, CancellationToken ct)
    {
        try
        {
            await link.SendAsync("QUIT", ct);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // The mail is theirs; how they say goodbye does not matter.
        }
    }

    /// <summary>An address that could hold another command is none.</summary>
    private static string Bare(string address) => address.Any(sign => sign is <= ' ' or > '~' or '<' or '>')
        ? throw new SmtpException("bad-address", permanent: true, null)
        : address;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
