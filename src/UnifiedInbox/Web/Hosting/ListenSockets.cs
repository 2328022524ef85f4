using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace UnifiedInbox.Web.Hosting;

/// <summary>
/// The port, taken before anything else is touched: a second start finds it taken and ends without having looked at the
/// database. Kestrel gets the sockets when it starts; until then callers wait in the queue instead of being turned away.
/// </summary>
internal sealed class ListenSockets : IDisposable
{
    private readonly List<Socket> sockets = [];

    public IReadOnlyList<IPEndPoint> EndPoints => [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    public int Port => EndPoints[0].Port;

    public static ListenSockets Take(ServerOptions options)
    {
        var taken = new ListenSockets();
        try
        {
            taken.Listen(new IPEndPoint(Host(options.Host), options.Port));
            // "localhost" is ::1 to some and 127.0.0.1 to others.
            if (options.Host.Equals(IPAddress.Loopback) && options.Port != 0 && Socket.OSSupportsIPv6) taken.TryListenOnIPv6Loopback();
            return taken;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            taken.Dispose();
            throw new OperatorException(e.SocketErrorCode == SocketError.AccessDenied
                ? $"Port {options.Port} may not be used by this account. Set PORT to one above 1023."
                : $"Port {options.Port} is taken by another program. Stop that program, or set PORT to a free port, for example PORT={options.Port + 1}.", e);
        }
        catch (SocketException e)
        {
            taken.Dispose();
            throw new OperatorException($"The address {options.Host} cannot be listened on: {e.Message}. Set HOST to an address of this machine.", e);
        }
    }

    public Socket For(EndPoint endPoint) => sockets.First(socket => socket.LocalEndPoint!.Equals(endPoint));

    public void Dispose() => sockets.ForEach(socket => socket.Dispose());

    private static IPAddress Host(IPAddress host) =>
        host.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : host;

    private void Listen(IPEndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        sockets.Add(socket);
        socket.Listen(512);
    }

    private void TryListenOnIPv6Loopback()
    {
        try
        {
            Listen(new IPEndPoint(IPAddress.IPv6Loopback, Port));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 is compiled in but switched off on this machine.
        }
    }
}
