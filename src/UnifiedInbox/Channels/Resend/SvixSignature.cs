using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Channels.Resend;

/// <summary>The signature of Svix (Standard Webhooks), as its documentation tells to check it.</summary>
internal static class SvixSignature
{
    /// <summary>Seconds a clock may be off, either way.</summary>
    private const long Tolerance = 300;

    /// <summary>Whether <paramref name="secret"/> (<c>whsec_</c> and base64) signed this body, now.</summary>
    /// <param name="signatures">The header: versions and signatures, separated by blanks.</param>
    public static bool IsValid(string secret, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures)) return false;
        if (!long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)) return false;
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - at) > Tolerance || KeyOf(secret) is not { Length: > 0 } key) return false;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(id + "." + timestamp + "."));
        hash.AppendData(body);
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(hash.GetHashAndReset()));
        // While a secret is rolled there are two.
        return signatures.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
    }

    /// <summary>What Svix puts into the header.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(secret) ?? []);
        hash.AppendData(Encoding.UTF8.GetBytes(id + "." + timestamp + "."));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) ? key[..length] : null;
    }
}
