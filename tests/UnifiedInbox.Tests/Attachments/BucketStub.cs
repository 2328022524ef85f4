using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Channels;
using UnifiedInbox.Tests.Web;

namespace UnifiedInbox.Tests.Attachments;

/// <summary>A bucket in memory that speaks S3, path-style. It checks every signature, and that the bytes are those that were signed.</summary>
internal sealed class BucketStub : IAsyncDisposable
{
    public const string KeyId = "AKIDBUCKET";
    public const string Secret = "the bucket's own secret";
    private const int PageOfList = 2;
    private LoopbackSite site = null!;
    private readonly ConcurrentQueue<string> reads = new();
    private int failNext;
    private int refused;

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public string Url => site.Url;

    /// <summary>How many requests are answered 503 before the next is served.</summary>
    public int FailNext
    {
        get => Math.Max(0, Volatile.Read(ref failNext));
        set => Volatile.Write(ref failNext, value);
    }

    public int Refused => Volatile.Read(ref refused);

    public int Reads(string key) => reads.Count(one => one == key);

    public static async Task<BucketStub> StartAsync()
    {
        var stub = new BucketStub();
        stub.site = await LoopbackSite.StartAsync(stub.HandleAsync);
        return stub;
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (Interlocked.Decrement(ref failNext) >= 0)
        {
            http.Response.StatusCode = 503;
            return;
        }
        if (!IsSigned(http.Request, body.ToArray()))
        {
            Interlocked.Increment(ref refused);
            http.Response.StatusCode = 403;
            return;
        }
        var path = http.Request.Path.Value!;
        Assert.StartsWith("/inbox-files", path, StringComparison.Ordinal);
        var key = path.Length > "/inbox-files/".Length ? path["/inbox-files/".Length..] : "";
        switch (http.Request.Method)
        {
            case "PUT":
                Files[key] = body.ToArray();
                break;
            case "DELETE":
                Files.TryRemove(key, out _);
                http.Response.StatusCode = 204;
                break;
            case "GET" when key.Length == 0:
                await http.Response.WriteAsync(List(http.Request));
                break;
            case "GET" when Files.TryGetValue(key, out var bytes):
                reads.Enqueue(key);
                await http.Response.Body.WriteAsync(bytes);
                break;
            default:
                http.Response.StatusCode = 404;
                break;
        }
    }

    private string List(HttpRequest request)
    {
        var after = int.Parse(request.Query["continuation-token"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var keys = Files.Keys.Where(key => key.StartsWith(request.Query["prefix"].ToString(), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var page = string.Concat(keys.Skip(after).Take(PageOfList).Select(key => $"<Contents><Key>{key}</Key></Contents>"));
        var more = keys.Count > after + PageOfList;
        return $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{page}<IsTruncated>{(more ? "true" : "false")}</IsTruncated>"
            + (more ? $"<NextContinuationToken>{after + PageOfList}</NextContinuationToken>" : "") + "</ListBucketResult>";
    }

    private static bool IsSigned(HttpRequest request, byte[] body)
    {
        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body))) return false;
        var at = DateTimeOffset.ParseExact(request.Headers["x-amz-date"].ToString(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        KeyValuePair<string, string>[] headers = [new("host", request.Host.ToString()), new("x-amz-content-sha256", hash), new("x-amz-date", request.Headers["x-amz-date"].ToString())];
        var signed = new SigV4Request(request.Method, request.Path.Value!, request.QueryString.Value!.TrimStart('?'), headers, hash);
        return request.Headers.Authorization.ToString() == SigV4.Authorization(signed, new SigV4Scope("eu-test-1", "s3", at), KeyId, Secret);
    }
}
