using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace UnifiedInbox.Tests.Accounts;

/// <summary>The authenticator app on somebody's phone (RFC 6238).</summary>
internal static class OneTimeCode
{
    /// <param name="secret">In base 32, as the page shows it.</param>
    /// <param name="steps">Half minutes from now; the server takes codes of its neighbours too.</param>
    public static string Of(string secret, int steps = 0)
    {
        var key = Convert.FromHexString(string.Concat(string.Concat(secret.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')))
            .Chunk(8).Where(bits => bits.Length == 8).Select(bits => Convert.ToByte(new string(bits), 2).ToString("X2"))));
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // what the RFC and every authenticator app use
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 0xF)..]) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
