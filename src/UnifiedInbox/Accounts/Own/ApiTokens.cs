using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Own;

public sealed record ApiTokenView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Prefix { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Tokens for programs that act as the person. A token is shown when it is made and never again.</summary>
internal sealed class ApiTokens(Db db, TimeProvider time)
{
    private const int LongestName = 60;
    private const int MostPerPerson = 50;

    private const string List = """
        SELECT id,
               name,
               prefix,
               created_at,
               last_used_at,
               expires_at
          FROM api_tokens
         WHERE user_id = @UserId
         ORDER BY created_at DESC, id DESC
        """;

    private const string Insert = """
        INSERT INTO api_tokens (id, user_id, name, token_hash, prefix, created_at, expires_at)
        SELECT @id, @UserId, @name, @hash, @prefix, @now, @expires
         WHERE (SELECT count(*) FROM api_tokens WHERE user_id = @UserId) < @most
        """;

    private const string Delete = "DELETE FROM api_tokens WHERE id = @id AND user_id = @UserId RETURNING name";

    public Task<List<ApiTokenView>> ListAsync(Caller caller, CancellationToken ct) =>
        db.ListAsync<ApiTokenView>(List, new { caller.UserId }, ct);

    /// <summary>What is wrong, or the token. <paramref name="days"/> until it ends; null = it does not.</summary>
    public async Task<(FieldErrors Errors, string? Token)> CreateAsync(Caller caller, string? name, int? days, CancellationToken ct)
    {
        var clean = SafeText.Clean(name ?? "").Trim();
        if (clean.Length is 0 or > LongestName) return (FieldErrors.Of("name", $"Give it a name of up to {LongestName} characters, to know it by later."), null);
        if (days is < 1 or > 3650) return (FieldErrors.Of("days", "Choose how long it shall work."), null);
        var token = SecretToken.New(SecretToken.ApiPrefix);
        var id = NewId.Next(time);
        var now = time.GetUtcNow();
        var parameters = new
        {
            id, caller.UserId, name = clean, hash = SecretToken.Hash(token), prefix = token[..8], now, most = MostPerPerson,
            expires = days is { } d ? now.AddDays(d) : (DateTimeOffset?)null,
        };
        var made = await db.InTransactionAsync(async connection =>
        {
            if (await connection.ExecuteAsync(new CommandDefinition(Insert, parameters, cancellationToken: ct)) == 0) return false;
            await AuditLog.RecordAsync(connection, caller, "token.created", "token", id.ToString(), new { name = clean }, ct);
            return true;
        }, ct);
        return made ? (new FieldErrors(), token) : (FieldErrors.Of("name", $"You have {MostPerPerson} tokens. Revoke one you no longer need."), null);
    }

    /// <summary>Ends it at once. False where it is not one of the caller's.</summary>
    public Task<bool> RevokeAsync(Caller caller, Guid id, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        var name = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(Delete, new { id, caller.UserId }, cancellationToken: ct));
        if (name == null) return false;
        await AuditLog.RecordAsync(connection, caller, "token.revoked", "token", id.ToString(), new { name }, ct);
        return true;
    }, ct);
}
