using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UnifiedInbox.Channels;

/// <summary>A request to be signed.</summary>
/// <param name="Path">As it is sent, percent-encoded; begins with a slash.</param>
/// <param name="Query">Without the question mark; may be empty.</param>
/// <param name="Headers">Those that are signed, host and x-amz-date among them.</param>
/// <param name="PayloadHash">SHA-256 of the body in lower-case hex.</param>
internal sealed record SigV4Request(string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, string PayloadHash);

/// <param name="At">The time in x-amz-date.</param>
internal sealed record SigV4Scope(string Region, string Service, DateTimeOffset At)
{
    public string Stamp => At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string Text => Stamp[..8] + "/" + Region + "/" + Service + "/aws4_request";
}

/// <summary>AWS Signature Version 4, as Amazon documents it and its signing test suite checks it.</summary>
internal static class SigV4
{
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The value of the Authorization header.</summary>
    public static string Authorization(SigV4Request request, SigV4Scope scope, string keyId, string secret) =>
        "AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope.Text + ", SignedHeaders=" + SignedNames(request)
        + ", Signature=" + Sign(StringToSign(CanonicalRequest(request), scope), scope, secret);

    /// <summary>
    /// The path is taken as sent and every segment percent-encoded once more, as all services but S3 want it.
    /// <paramref name="normalisePath"/> takes <c>.</c>, <c>..</c> and doubled slashes away.
    /// </summary>
    public static string CanonicalRequest(SigV4Request request, bool normalisePath = false) => string.Join(
        '\n',
        request.Method,
        Path(request.Path, normalisePath),
        Query(request.Query),
        string.Concat(Grouped(request).Select(group => group.Key + ":" + string.Join(',', group.Select(pair => Collapse(pair.Value))) + "\n")),
        SignedNames(request),
        request.PayloadHash);

    public static string StringToSign(string canonicalRequest, SigV4Scope scope) =>
        "AWS4-HMAC-SHA256\n" + scope.Stamp + "\n" + scope.Text + "\n" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));

    public static string Sign(string stringToSign, SigV4Scope scope, string secret)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Text.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    private static string SignedNames(SigV4Request request) => string.Join(';', Grouped(request).Select(group => group.Key));

    private static IEnumerable<IGrouping<string, KeyValuePair<string, string>>> Grouped(SigV4Request request) => request.Headers
        .GroupBy(pair => pair.Key.ToLowerInvariant(), StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal);

    private static string Path(string path, bool normalise)
    {
        IEnumerable<string> segments = path.Split('/').Skip(1);
        if (normalise)
        {
            var kept = new List<string>();
            foreach (var segment in segments)
            {
                if (segment == "..") kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
                else if (segment is not ("" or ".")) kept.Add(segment);
            }
            var closes = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal);
            segments = closes && kept.Count > 0 ? kept.Append("") : kept;
        }
        return "/" + string.Join('/', segments.Select(Uri.EscapeDataString));
    }

    private static string Query(string query)
    {
        if (query.Length == 0) return "";
        var pairs = query.Split('&').Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Name: Encode(pair), Value: "") : (Name: Encode(pair[..equals]), Value: Encode(pair[(equals + 1)..]));
        });
        return string.Join('&', pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => pair.Name + "=" + pair.Value));
    }

    /// <summary>RFC 3986, whatever of it was encoded already.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Collapse(string value) => string.Join(' ', value.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
