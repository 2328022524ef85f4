using System.Net.Sockets;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Signing;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Imap;

/// <summary>
/// A signed-in connection to an IMAP server (RFC 3501 and what servers add to it). One operation at a time. Every failure
/// is an <see cref="ImapException"/>; after any but <see cref="ImapRefusedException"/>, and after a cancelled operation other
/// than <see cref="IdleAsync"/>, the connection is closed: make another. Nothing is repeated in here.
/// </summary>
public sealed partial class ImapClient : IAsyncDisposable
{
    private readonly ImapSession session;
    private readonly TimeProvider time;

    private ImapClient(ImapSession session, TimeProvider time) => (this.session, this.time) = (session, time);

    /// <summary>What the server can do, in upper case, as it said after login.</summary>
    public IReadOnlySet<string> Capabilities => session.Capabilities;

    /// <summary>The open folder; null before the first select.</summary>
    public FolderState? Folder => session.Folder;

    /// <summary>Whether the connection can still be used, as far as is known without asking.</summary>
    public bool IsConnected => session.Link.IsOpen;

    /// <summary>Connects, encrypts, signs in and asks what the server can do.</summary>
    public static async Task<ImapClient> ConnectAsync(ImapEndpoint endpoint, ImapCredentials credentials, ImapOptions options,
        TimeProvider time, CancellationToken ct)
    {
        var session = await OpenAsync(endpoint, credentials, options, time, ct);
        try
        {
            using var operation = session.Begin(ct);
            await SignIn.RunAsync(session, endpoint, credentials);
            return new ImapClient(session, time);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for news, and keeps the connection alive.</summary>
    /// <returns>What happened in the open folder since the last time somebody asked.</returns>
    public async Task<FolderChange> NoopAsync(CancellationToken ct)
    {
        using var operation = session.Begin(ct);
        await session.ExecuteAsync(new Command("NOOP"));
        return TakeChanges();
    }

    /// <summary>Says goodbye, for five seconds at most, and closes. Never fails.</summary>
    public async Task LogoutAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            using var operation = session.Begin(soon.Token);
            session.SigningOut = true;
            await session.ExecuteAsync(new Command("LOGOUT"));
        }
        catch (Exception e) when (e is ImapException or OperationCanceledException or InvalidOperationException)
        {
            // gone is gone
        }
        session.Link.Close();
    }

    /// <summary>Closes the connection at once.</summary>
    public ValueTask DisposeAsync() => session.DisposeAsync();

    private static async Task<ImapSession> OpenAsync(ImapEndpoint endpoint, ImapCredentials credentials, ImapOptions options,
        TimeProvider time, CancellationToken ct)
    {
        using var soon = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, soon.Token);
        Socket? socket = null;
        try
        {
            socket = await OpenSocket.ConnectAsync(endpoint, time, either.Token);
            var link = new ImapLink(socket, options.MaxResponse, time);
            link.Patience.ForAnswer(options.ConnectTimeout, options.ConnectTimeout);
            if (endpoint.Security == ImapSecurity.Tls)
            {
                using var breaks = link.BreakOn(either.Token);
                await link.EncryptAsync(plain => TlsHandshake.RunAsync(plain, endpoint));
            }
            return new ImapSession(link, options, new Redaction(credentials));
        }
        catch (Exception e)
        {
            socket?.Dispose();
            if (e is OperationCanceledException && !ct.IsCancellationRequested)
                throw new ImapTimeoutException("connect-timeout", "The mail server cannot be reached in time.", e);
            throw;
        }
    }

    private FolderChange TakeChanges()
    {
        var changes = session.Changes;
        session.Changes = FolderChange.None;
        return changes;
    }
}
