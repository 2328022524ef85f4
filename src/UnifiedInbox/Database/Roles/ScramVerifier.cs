using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Database.Roles;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5802 and 7677): enough to check one, and not to sign in with. Sent in the place of the password,
/// so that a statement in the server's log tells nothing.
/// </summary>
internal static class ScramVerifier
{
    /// <summary>The server's own choice. More would cost each connection time and these passwords, 256 random bits, gain nothing.</summary>
    private const int Iterations = 4096;

    private const int SaltBytes = 16;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltBytes));

    public static string Of(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
