using System.Globalization;
using System.Net;
using System.Xml.Linq;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Attachments.Stores;

/// <summary>The four verbs of S3 that files need, signed (AWS Signature Version 4). What goes wrong is an <see cref="IOException"/>.</summary>
internal sealed class S3Api(HttpClient http, S3Options options, TimeProvider time)
{
    private const int Attempts = 3;

    /// <param name="key">Below the prefix.</param>
    /// <param name="sha256">Of the file, in lower-case hex: signed, so that nothing else can arrive there.</param>
    public async Task PutAsync(string key, string path, string sha256, CancellationToken ct)
    {
        using var response = await SendAsync(
            HttpMethod.Put, Path(key), "", () => new StreamContent(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)), sha256, ct);
        Expect(response, HttpStatusCode.OK);
    }

    /// <summary>Null where there is no such key. The caller disposes of the answer.</summary>
    public async Task<HttpResponseMessage?> GetAsync(string key, CancellationToken ct)
    {
        var response = await SendAsync(HttpMethod.Get, Path(key), "", null, SigV4.EmptyPayload, ct);
        if (response.StatusCode == HttpStatusCode.OK) return response;
        using (response)
        {
            if (response.StatusCode != HttpStatusCode.NotFound) Expect(response, HttpStatusCode.OK);
            return null;
        }
    }

    public async Task DeleteAsync(string key, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Delete, Path(key), "", null, SigV4.EmptyPayload, ct);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound)) Expect(response, HttpStatusCode.NoContent);
    }

    /// <summary>A page of keys below the prefix, and what asks for the next one.</summary>
    public async Task<(IReadOnlyList<string> Keys, string? Next)> ListAsync(string? after, CancellationToken ct)
    {
        var query = (after is null ? "" : $"continuation-token={Uri.EscapeDataString(after)}&") + $"list-type=2&prefix={Uri.EscapeDataString(options.Prefix)}";
        using var response = await SendAsync(HttpMethod.Get, Path(null), query, null, SigV4.EmptyPayload, ct);
        Expect(response, HttpStatusCode.OK);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var root = (await XDocument.LoadAsync(body, LoadOptions.None, ct)).Root!;
        var ns = root.Name.Namespace;
        var keys = root.Elements(ns + "Contents").Select(entry => entry.Element(ns + "Key")!.Value[options.Prefix.Length..]).ToList();
        return (keys, root.Element(ns + "IsTruncated")?.Value == "true" ? root.Element(ns + "NextContinuationToken")?.Value : null);
    }

    private string Path(string? key) => options.Endpoint.AbsolutePath.TrimEnd('/') + (options.PathStyle ? "/" + options.Bucket : "") + (key is null ? options.PathStyle ? "" : "/" : "/" + options.Prefix + key);

    /// <summary>Every request may be repeated: the same bytes under the same name, or none.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string query, Func<HttpContent>? content, string payloadHash, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await http.SendAsync(Sign(method, path, query, content?.Invoke(), payloadHash), HttpCompletionOption.ResponseHeadersRead, ct);
                if (attempt == Attempts || (int)response.StatusCode < 500 && response.StatusCode != HttpStatusCode.TooManyRequests) return response;
                response.Dispose();
            }
            catch (HttpRequestException error) when (attempt == Attempts)
            {
                throw new IOException("The file store cannot be reached.", error);
            }
            catch (HttpRequestException)
            {
                // tried again
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), time, ct);
        }
    }

    private HttpRequestMessage Sign(HttpMethod method, string path, string query, HttpContent? content, string payloadHash)
    {
        var host = (options.PathStyle ? "" : options.Bucket + ".") + options.Endpoint.Authority;
        var request = new HttpRequestMessage(method, $"{options.Endpoint.Scheme}://{host}{path}{(query.Length > 0 ? "?" + query : "")}") { Content = content };
        var scope = new SigV4Scope(options.Region, "s3", time.GetUtcNow());
        KeyValuePair<string, string>[] headers = [new("host", host), new("x-amz-content-sha256", payloadHash), new("x-amz-date", scope.Stamp)];
        foreach (var (name, value) in headers.Skip(1)) request.Headers.Add(name, value);
        var signed = new SigV4Request(method.Method, path, query, headers, payloadHash);
        request.Headers.TryAddWithoutValidation("Authorization", SigV4.Authorization(signed, scope, options.KeyId, options.Secret));
        return request;
    }

    private static void Expect(HttpResponseMessage response, HttpStatusCode status)
    {
        if (response.StatusCode != status)
            throw new IOException("The file store answered " + ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture) + ".");
    }
}
