using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Channels.Ses;

/// <summary>The signature of what SNS posts, as Amazon's developer guide tells to check it.</summary>
internal static partial class SnsSignature
{
    /// <summary>Whether the key of <paramref name="certificate"/> signed this message.</summary>
    public static bool IsValid(SnsMessage message, X509Certificate2 certificate)
    {
        HashAlgorithmName? hash = message.SignatureVersion switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => null,
        };
        using var key = certificate.GetRSAPublicKey();
        return hash is not null && key is not null
            && key.VerifyData(Encoding.UTF8.GetBytes(message.StringToSign), message.Signature, hash.Value, RSASignaturePadding.Pkcs1);
    }

    /// <summary>An address of SNS itself: anybody may host a certificate elsewhere, in a bucket of Amazon's too.</summary>
    public static bool IsSns(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort
        && address.UserInfo.Length == 0 && Host().IsMatch(address.Host);

    public static bool IsCertificate(string url) => IsSns(url) && new Uri(url).AbsolutePath.EndsWith(".pem", StringComparison.Ordinal);

    [GeneratedRegex(@"^sns\.[a-zA-Z0-9\-]{3,}\.amazonaws\.com(\.cn)?$")]
    private static partial Regex Host();
}
