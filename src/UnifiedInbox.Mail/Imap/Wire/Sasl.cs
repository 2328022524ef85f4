using System.Globalization;

namespace UnifiedInbox.Mail.Imap.Wire;

/// <summary>Initial responses of the SASL mechanisms, before base64.</summary>
internal static class Sasl
{
    /// <summary>RFC 4616.</summary>
    public static string Plain(string user, string password) => $"\0{user}\0{password}";

    /// <summary>Google's and Microsoft's own.</summary>
    public static string XOAuth2(string user, string token) => $"user={user}\u0001auth=Bearer {token}\u0001\u0001";

    /// <summary>RFC 7628; host and port have to be those of the real connection.</summary>
    public static string OAuthBearer(string user, string token, string host, int port) =>
        $"n,a={user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},"
        + $"\u0001host={host}\u0001port={port.ToString(CultureInfo.InvariantCulture)}\u0001auth=Bearer {token}\u0001\u0001";

    public static IEnumerable<string> All(ImapCredentials credentials) =>
        [Plain(credentials.User, credentials.Secret), XOAuth2(credentials.User, credentials.Secret)];
}
