using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Random words that open something: sessions, API tokens, links. 256 bits, so that a plain SHA-256 is enough to store
/// them by: there is nothing to guess, and looking one up by its hash tells nothing through the time it takes.
/// </summary>
internal static class SecretToken
{
    public const string SessionPrefix = "uis_";
    public const string ApiPrefix = "uit_";
    public const string LinkPrefix = "uil_";

    private const int LongestAccepted = 100;

    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether it could be one of ours at all; spares the database what cannot.</summary>
    public static bool LooksRight(string? token, string prefix) =>
        token is { Length: <= LongestAccepted } && token.StartsWith(prefix, StringComparison.Ordinal);
}
