using System.Security.Cryptography;
using UnifiedInbox.Mail.Mime.Sources;

namespace UnifiedInbox.Mail.Mime.Structure;

internal static class RawHash
{
    /// <summary>SHA-256 of all bytes, in lower case hexadecimal.</summary>
    public static string Of(ByteSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var window = new Window(source);
        for (var at = 0L; at < source.Length;)
        {
            var view = window.At(at, 1);
            if (view.IsEmpty) break;
            hash.AppendData(view);
            at += view.Length;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
