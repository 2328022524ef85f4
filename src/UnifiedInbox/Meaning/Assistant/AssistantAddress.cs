using System.Net;
using System.Net.Sockets;
using UnifiedInbox.Attachments.Web;

namespace UnifiedInbox.Meaning.Assistant;

/// <summary>
/// Addresses of endpoints. One an admin types leads to the public internet only, by https, whatever its name means by the time it is
/// connected to: else a stolen session could read what only this machine reaches. One of the environment may be beside us.
/// </summary>
internal static class AssistantAddress
{
    /// <summary>Where clouds tell a machine its credentials; nobody's model is there.</summary>
    private static readonly IPNetwork[] Never = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::254/128")];

    /// <summary>Null where it is no address of an endpoint.</summary>
    public static Uri? Read(string text) =>
        Uri.TryCreate(text.Trim().TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url : null;

    /// <summary>Connects, to an address that was checked and no other.</summary>
    /// <exception cref="NotPublicException">It leads where it may not.</exception>
    public static async ValueTask<Stream> ConnectAsync(PublicNetwork network, DnsEndPoint end, bool mayBePrivate, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(end.Host.Trim('[', ']'), out var literal) ? [literal] : await network.Resolve(end.Host, ct);
        var refused = addresses.Length == 0 || addresses.Any(address => mayBePrivate ? IsNever(address) : !PublicAddress.Is(address));
        if (refused) throw new NotPublicException("The address leads into a private network, or to nowhere.");
        for (var i = 0; ; i++)
        {
            try
            {
                return await network.Connect(new IPEndPoint(addresses[i], end.Port), ct);
            }
            catch (SocketException) when (i + 1 < Math.Min(addresses.Length, 4))
            {
                // The next one may answer.
            }
        }
    }

    private static bool IsNever(IPAddress address) => Never.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
}
