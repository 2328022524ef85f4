using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>
/// X-Twilio-Signature: HMAC-SHA1 over the URL without its fragment and, in ordinal order of the names, every form field
/// as name and value with nothing between; values of a repeated name once each and sorted.
/// </summary>
internal static class RequestSignature
{
    public static string Of(string authToken, string url, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var data = new StringBuilder(WithoutFragment(url), 1024);
        foreach (var (name, value) in form.Distinct().OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
            data.Append(name).Append(value);
        return Convert.ToBase64String(Hmac(authToken, data.ToString()));
    }

    public static string WithoutFragment(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? url : url[..hash];
    }

    // SHA-1 is the provider's choice; keyed like this it is not broken.
#pragma warning disable CA5350
    private static byte[] Hmac(string key, string data) => HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(data));
#pragma warning restore CA5350
}
