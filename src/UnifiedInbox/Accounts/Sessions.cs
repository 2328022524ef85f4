using System.Net;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Web;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>Where a session was started from, as its owner sees it in the list.</summary>
internal sealed record Device(string? UserAgent, string? Address)
{
    private const int LongestUserAgent = 400;

    public static Device Of(HttpContext http)
    {
        var agent = SafeText.Clean(http.Request.Headers.UserAgent.ToString());
        return new Device(agent.Length > LongestUserAgent ? agent[..LongestUserAgent] : agent, http.Connection.RemoteIpAddress?.ToString());
    }
}

/// <summary>Starts, prolongs and ends sessions. Each sign-in makes a new token; the old one is never carried over.</summary>
internal sealed class Sessions(Db db, TimeProvider time, IOptions<AccountOptions> options)
{
    private const string Insert = """
        INSERT INTO sessions (id, user_id, token_hash, user_agent, ip, created_at, last_seen_at, expires_at)
        VALUES (@id, @userId, @hash, @UserAgent, @Address, @now, @now, @expires)
        """;

    /// <summary>At most once a minute: a page asks for many things, and each would write.</summary>
    private const string TouchSession = """
        UPDATE sessions
           SET last_seen_at = @now,
               expires_at = @expires,
               ip = @address
         WHERE id = @id
           AND last_seen_at < @before
        """;

    private const string TouchToken = """
        UPDATE api_tokens
           SET last_used_at = @now
         WHERE id = @id
           AND (last_used_at IS NULL OR last_used_at < @before)
        """;

    private const string End = "DELETE FROM sessions WHERE id = @id";

    public const string EndOthers = "DELETE FROM sessions WHERE user_id = @userId AND id IS DISTINCT FROM @keep";

    public Task<string> StartAsync(Guid userId, Device device, CancellationToken ct) =>
        db.UseAsync(connection => StartAsync(connection, userId, device, ct), ct);

    /// <summary>Starts one inside the caller's transaction and answers its token, which is nowhere else.</summary>
    public async Task<string> StartAsync(NpgsqlConnection connection, Guid userId, Device device, CancellationToken ct)
    {
        var token = SecretToken.New(SecretToken.SessionPrefix);
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            id = NewId.Next(time),
            userId,
            hash = SecretToken.Hash(token),
            device.UserAgent,
            device.Address,
            now,
            expires = ExpiryFrom(now),
        }, cancellationToken: ct));
        return token;
    }

    public async Task TouchAsync(Guid? sessionId, Guid? tokenId, DateTimeOffset? seenAt, IPAddress? address, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var before = now - TimeSpan.FromMinutes(1);
        if (seenAt >= before) return;
        await db.ExecuteAsync(sessionId != null ? TouchSession : TouchToken,
            new { id = sessionId ?? tokenId, now, before, expires = ExpiryFrom(now), address = address?.ToString() }, ct);
    }

    public Task EndAsync(Guid id, CancellationToken ct) => db.ExecuteAsync(End, new { id }, ct);

    private DateTimeOffset ExpiryFrom(DateTimeOffset now) => now.AddDays(options.Value.SessionDays);
}
