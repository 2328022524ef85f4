using System.Security.Cryptography;
using System.Text;
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
    private const int BodyLimit = 1024 * 1024;
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
        http.Request.EnableBuffering(BodyLimit, BodyLimit);
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
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0) hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private sealed record Known
    {
        public byte[] RequestHash { get; init; } = [];

        public int? Status { get; init; }

        public string? Body { get; init; }
    }
}
