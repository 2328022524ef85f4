using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Stores a new password and ends every session of the person: whoever knew the old one is out. Links to reset it end as
/// well. API tokens stay: they are listed, and revoked, on their own.
/// </summary>
internal sealed class SetPassword(IPasswordHasher<User> hasher, TimeProvider time)
{
    private const string Store = """
        UPDATE users
           SET password_hash = @hash,
               security_stamp = @stamp,
               concurrency_stamp = @stamp,
               updated_at = @now
         WHERE id = @userId
        """;

    private const string EndSessions = "DELETE FROM sessions WHERE user_id = @userId";
    private const string EndLinks = "DELETE FROM account_links WHERE user_id = @userId AND kind = 'password_reset'";

    private const string Unlock = "DELETE FROM sign_in_failures WHERE email_hash = (SELECT sha256(convert_to(lower(email::text), 'UTF8')) FROM users WHERE id = @userId)";

    /// <summary>Hashing takes its time: done before the transaction is opened.</summary>
    public string Hash(string password) => hasher.HashPassword(new User(), password);

    public async Task RunAsync(NpgsqlConnection connection, Guid userId, string hash, CancellationToken ct)
    {
        var parameters = new { userId, hash, stamp = SecretToken.New(""), now = time.GetUtcNow() };
        foreach (var sql in (string[])[Store, EndSessions, EndLinks, Unlock])
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
