using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Web;

/// <summary>
/// <c>Idempotency-Key</c> on POST below /api (but not /api/auth, whose answers are secrets): the first answer is stored for 24 hours and given again to a repeat; the same key with
/// another body is refused. A request that died half way may be repeated after a minute, and what it makes gets the same id, so
/// that it cannot make it twice.
/// </summary>
internal sealed class Idempotency(RequestDelegate next)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>Of a body; what is longer (a file) waits on disk, up to what its route takes.</summary>
    private const int InMemory = 64 * 1024;
    private static readonly object ResultKey = new();

    private const string BeginSql = """
        INSERT INTO idempotency_keys (owner, key, request_hash, result_id, created_at)
        VALUES (@owner, @key, @hash, @resultId, @now)
        ON CONFLICT (owner, key) DO UPDATE
           SET created_at = @now
         WHERE idempotency_keys.request_hash = @hash AND idempotency_keys.status IS NULL
           AND idempotency_keys.created_at < @now - interval '1 minute'
        RETURNING result_id
        """;

    private const string FindSql = """
        SELECT request_hash,
               status,
               body
          FROM idempotency_keys
         WHERE owner = @owner AND key = @key
        """;

    private const string FinishSql = "UPDATE idempotency_keys SET status = @status, body = @body WHERE owner = @owner AND key = @key";
    private const string ForgetSql = "DELETE FROM idempotency_keys WHERE owner = @owner AND key = @key AND status IS NULL";

    /// <summary>The id that what this request makes shall have; null where it carries no key.</summary>
    public static Guid? ResultId(HttpContext http) => http.Items[ResultKey] as Guid?;

    public async Task InvokeAsync(HttpContext http, Db db, TimeProvider time)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0 || !HttpMethods.IsPost(http.Request.Method) || !http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/api/auth")
            || http.FindCaller() is not { } caller)
        {
            await next(http);
            return;
        }
        if (key.Length > LongestKey || key.Any(char.IsControl))
        {
            await Problem.Invalid(Header, "A key has at most 255 visible characters.", "bad_idempotency_key").ExecuteAsync(http);
            return;
        }
        var owner = caller.TokenId ?? caller.UserId;
        http.Request.EnableBuffering(InMemory);
        var hash = await HashAsync(http.Request, http.RequestAborted);
        var began = await db.FindAsync<Guid?>(BeginSql, new { owner, key, hash, resultId = NewId.Next(time), now = time.GetUtcNow() }, http.RequestAborted);
        if (began is { } resultId)
        {
            http.Items[ResultKey] = resultId;
            await RunAsync(http, db, owner, key);
        }
        else
        {
            await AnswerAgainAsync(http, db, owner, key, hash);
        }
    }

    private async Task RunAsync(HttpContext http, Db db, Guid owner, string key)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            await next(http);
            // Worth repeating only as it was: an answer about the load or a failure of ours is no outcome.
            if (http.Response.StatusCode is >= 500 or 429 or 401)
                await db.ExecuteAsync(ForgetSql, new { owner, key }, CancellationToken.None);
            else
                await db.ExecuteAsync(FinishSql, new { owner, key, status = http.Response.StatusCode, body = Encoding.UTF8.GetString(answer.ToArray()) }, CancellationToken.None);
        }
        catch
        {
            http.Response.Body = wire;
            await db.ExecuteAsync(ForgetSql, new { owner, key }, CancellationToken.None);
            throw;
        }
        http.Response.Body = wire;
        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
    }

    private static async Task AnswerAgainAsync(HttpContext http, Db db, Guid owner, string key, byte[] hash)
    {
        var known = await db.FindAsync<Known>(FindSql, new { owner, key }, http.RequestAborted);
        if (known is not null && !CryptographicOperations.FixedTimeEquals(known.RequestHash, hash))
        {
            await Problem.Of(422, "idempotency_key_reused", "This key came with another request before.").ExecuteAsync(http);
            return;
        }
        if (known?.Status is not { } status)
        {
            await Problem.Of(409, "request_in_progress", "The first request with this key is still being worked on.").ExecuteAsync(http);
            return;
        }
        http.Response.StatusCode = status;
        http.Response.ContentType = status >= 400 ? "application/problem+json" : "application/json; charset=utf-8";
        http.Response.Headers["Idempotent-Replayed"] = "true";
        if (known.Body is { Length: > 0 } body) await http.Response.WriteAsync(body, http.RequestAborted);
    }

    private static async Task<byte[]> HashAsync(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(request.Path + request.QueryString + "\n"));
        if (!await TryHashPartsAsync(hash, request, ct)) await HashAsync(hash, request.Body, ct);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>Of a form its parts: clients choose the line between them anew when they repeat it. False where it is none that can be read.</summary>
    private static async Task<bool> TryHashPartsAsync(IncrementalHash hash, HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
            return false;
        try
        {
            var parts = new MultipartReader(boundary.ToString(), request.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                hash.AppendData(Encoding.UTF8.GetBytes("\n" + part.ContentDisposition + "\n" + part.ContentType + "\n"));
                await HashAsync(hash, part.Body, ct);
            }
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            request.Body.Position = 0; // its route says what is wrong with it
            return false;
        }
    }

    private static async Task HashAsync(IncrementalHash hash, Stream body, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, ct)) > 0) hash.AppendData(buffer, 0, read);
    }

    private sealed record Known
    {
        public byte[] RequestHash { get; init; } = [];

        public int? Status { get; init; }

        public string? Body { get; init; }
    }
}
