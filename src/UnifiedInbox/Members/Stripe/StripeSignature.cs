using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Members.Stripe;

/// <summary>The header <c>Stripe-Signature: t=…,v1=…</c>: HMAC-SHA-256 over time, a point and the body, keyed by the whole secret.</summary>
internal static class StripeSignature
{
    /// <summary>Seconds a clock may be off, or a post may be late; what Stripe's own libraries allow.</summary>
    private const long Tolerance = 300;

    /// <summary>While a secret is rolled the header has several v1; v0 is for tests of Stripe's own and proves nothing.</summary>
    public static bool IsValid(string secret, string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        string? time = null;
        var given = new List<string>();
        foreach (var part in (header ?? "").Split(','))
        {
            var word = part.Trim();
            if (word.StartsWith("t=", StringComparison.Ordinal)) time = word[2..];
            else if (word.StartsWith("v1=", StringComparison.Ordinal) && given.Count < 10) given.Add(word[3..]);
        }
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return false;
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - at) > Tolerance) return false;
        var expected = Encoding.ASCII.GetBytes(Sign(secret, at, body));
        var matches = false;
        foreach (var signature in given) matches |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature.ToLowerInvariant()), expected);
        return matches;
    }

    /// <summary>What stands behind <c>v1=</c>.</summary>
    public static string Sign(string secret, long at, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(at.ToString(CultureInfo.InvariantCulture) + "."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
