using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Links that let somebody choose a new password once, within a day: made by an admin or on the command line, and used on the page
/// <c>/reset-password</c>. A newer link replaces an older one.
/// </summary>
internal sealed class ResetPassword(Db db, SetPassword setPassword, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string Replace = "DELETE FROM account_links WHERE user_id = @userId AND kind = 'password_reset'";

    private const string Insert = """
        INSERT INTO account_links (id, kind, token_hash, user_id, created_by, created_at, expires_at)
        SELECT @id, 'password_reset', @hash, u.id, @by, @now, @expires
          FROM users u
         WHERE u.id = @userId
           AND u.deactivated_at IS NULL
        """;

    private const string FindOwner = """
        SELECT l.user_id AS id,
               u.email::text,
               u.name
          FROM account_links l
          JOIN users u ON u.id = l.user_id
         WHERE l.token_hash = @hash
           AND l.kind = 'password_reset'
           AND l.expires_at > @now
           AND u.deactivated_at IS NULL
        """;

    private const string Use = "DELETE FROM account_links WHERE token_hash = @hash AND kind = 'password_reset' AND expires_at > @now RETURNING user_id";

    /// <summary>Makes a link's path, or null where there is no such active person. <paramref name="caller"/> is null on the command line.</summary>
    public Task<string?> MakeLinkAsync(Caller? caller, Guid userId, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        caller?.MustBeAdmin();
        var token = SecretToken.New(SecretToken.LinkPrefix);
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(Replace, new { userId }, cancellationToken: ct));
        var made = await connection.ExecuteAsync(new CommandDefinition(Insert,
            new { id = NewId.Next(time), hash = SecretToken.Hash(token), userId, by = caller?.UserId, now, expires = now + Lifetime }, cancellationToken: ct));
        if (made == 0) return null;
        await AuditLog.RecordAsync(connection, caller, "user.password_link_made", "user", userId.ToString(), null, ct);
        return "/reset-password?token=" + token;
    }, ct);

    /// <summary>Whose link it is, or null when it was used, replaced, or is older than a day.</summary>
    public async Task<User?> FindAsync(string? token, CancellationToken ct) => SecretToken.LooksRight(token, SecretToken.LinkPrefix)
        ? await db.FindAsync<User>(FindOwner, new { hash = SecretToken.Hash(token!), now = time.GetUtcNow() }, ct)
        : null;

    /// <summary>Uses the link. Nobody is signed in by it: a second factor is still asked for.</summary>
    public async Task<FieldErrors> RunAsync(string? token, string? password, CancellationToken ct)
    {
        if (PasswordRule.Objection(password) is { } objection) return FieldErrors.Of("password", objection);
        if (!SecretToken.LooksRight(token, SecretToken.LinkPrefix)) return Ended();
        var hash = setPassword.Hash(password!);
        return await db.InTransactionAsync(async connection =>
        {
            var userId = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
                Use, new { hash = SecretToken.Hash(token!), now = time.GetUtcNow() }, cancellationToken: ct));
            if (userId is not { } id) return Ended();
            await setPassword.RunAsync(connection, id, hash, ct);
            await AuditLog.RecordAsync(connection, null, "user.password_reset", "user", id.ToString(), null, ct);
            return new FieldErrors();
        }, ct);
    }

    private static FieldErrors Ended() => FieldErrors.Of("token", "This link was used already or has ended. Ask for a new one.");
}
