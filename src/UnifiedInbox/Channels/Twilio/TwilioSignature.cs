using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>
/// Checks <c>X-Twilio-Signature</c>: base64 of HMAC-SHA1, keyed by the account's Auth Token, over the URL as configured and, for
/// form posts, every name and value in ordinal order. Source: Twilio "Webhooks security" and the official SDKs' validators, whose
/// shared behaviour (host with and without port) is kept.
/// </summary>
internal static class TwilioSignature
{
    /// <summary>Whether <paramref name="signature"/> is right for a form post (or a GET, with an empty form).</summary>
    public static bool IsValidForm(string authToken, string url, TwilioForm form, string? signature) =>
        IsValid(authToken, url, Concatenate(form), signature);

    /// <summary>Whether it is right for a JSON post, whose URL carries the body's hash.</summary>
    public static bool IsValidJson(string authToken, string url, ReadOnlySpan<byte> body, string? signature)
    {
        var claimed = QueryValue(url, "bodySHA256");
        if (claimed is null) return false;
        var actual = Convert.ToHexStringLower(SHA256.HashData(body));
        return FixedTimeEquals(actual, claimed.ToLowerInvariant()) && IsValid(authToken, url, "", signature);
    }

    /// <summary>The signature Twilio would send; the simulator and tests sign with it.</summary>
    public static string Sign(string authToken, string url, TwilioForm form) => Hash(authToken, url + Concatenate(form));

    private static bool IsValid(string authToken, string url, string parameters, string? signature)
    {
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(authToken)) return false;
        var valid = false;
        // Every spelling is compared, so that the time taken does not tell which one matched.
        foreach (var spelling in Spellings(url)) valid |= FixedTimeEquals(Hash(authToken, spelling + parameters), signature);
        return valid;
    }

    private static bool FixedTimeEquals(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

#pragma warning disable CA5350 // SHA-1 is what Twilio signs with; as an HMAC it is still sound.
    private static string Hash(string authToken, string data) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(data)));
#pragma warning restore CA5350

    private static string Concatenate(TwilioForm form)
    {
        var pairs = form.Pairs.ToArray();
        // Ordinal by name, then by value; repeated values of one name count once.
        Array.Sort(pairs, static (a, b) =>
        {
            var byName = string.CompareOrdinal(a.Key, b.Key);
            return byName != 0 ? byName : string.CompareOrdinal(a.Value, b.Value);
        });
        var text = new StringBuilder(512);
        for (var i = 0; i < pairs.Length; i++)
        {
            if (i > 0 && pairs[i].Key == pairs[i - 1].Key && pairs[i].Value == pairs[i - 1].Value) continue;
            text.Append(pairs[i].Key).Append(pairs[i].Value);
        }
        return text.ToString();
    }

    /// <summary>Twilio is inconsistent about ports: the URL as it is, without its port, and with the standard one.</summary>
    private static IEnumerable<string> Spellings(string url)
    {
        yield return url;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) yield break;
        var hostStart = scheme + 3;
        var pathStart = url.AsSpan(hostStart).IndexOfAny("/?#");
        pathStart = pathStart < 0 ? url.Length : pathStart + hostStart;
        var authority = url[hostStart..pathStart];
        var afterUser = authority.LastIndexOf('@') + 1;
        var colon = authority.IndexOf(':', authority.IndexOf(']', afterUser) is var bracket and >= 0 ? bracket : afterUser);
        if (colon >= 0)
        {
            yield return url[..hostStart] + authority[..colon] + url[pathStart..];
        }
        else
        {
            var port = url.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
            yield return url[..pathStart] + port + url[pathStart..];
        }
    }

    private static string? QueryValue(string url, string name)
    {
        var start = url.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return null;
        foreach (var pair in url[(start + 1)..].Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal)) return pair[(name.Length + 1)..];
        }
        return null;
    }
}
