using System.Net;
using System.Net.Sockets;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Finds a server and connects to it.</summary>
internal static class OpenSocket
{
    /// <summary>One address that swallows packets must not use up the time of the others.</summary>
    private static readonly TimeSpan PerAddress = TimeSpan.FromSeconds(20);

    public static async Task<Socket> ConnectAsync(ImapEndpoint endpoint, TimeProvider time, CancellationToken ct)
    {
        var addresses = await FindAsync(endpoint.Host, ct);
        if (endpoint.Security == ImapSecurity.None && !addresses.All(IPAddress.IsLoopback))
            throw new ImapConnectionException("not-encrypted", "A connection without TLS is only made to this machine itself.");
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var soon = new CancellationTokenSource(PerAddress, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, soon.Token);
            try
            {
                await socket.ConnectAsync(address, endpoint.Port, either.Token);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                return socket;
            }
            catch (Exception e) when (e is SocketException || e is OperationCanceledException && !ct.IsCancellationRequested)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw Failed(last);
    }

    private static async Task<IPAddress[]> FindAsync(string host, CancellationToken ct)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, ct);
            if (addresses.Length > 0) return addresses;
        }
        catch (SocketException e)
        {
            throw new ImapConnectionException("host-not-found", "The mail server's name is not known.", null, e);
        }
        throw new ImapConnectionException("host-not-found", "The mail server's name has no address.");
    }

    private static ImapException Failed(Exception? last) => last switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new ImapConnectionException("connection-refused", "Nothing answers on this port of the mail server.", null, last),
        OperationCanceledException => new ImapTimeoutException("connect-timeout", "The mail server cannot be reached in time.", last),
        _ => new ImapConnectionException("unreachable", "The mail server cannot be reached.", null, last),
    };
}
