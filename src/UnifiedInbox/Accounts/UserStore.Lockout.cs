using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Failures are counted by email address in a table of their own, written at once and not with the person: an address
/// nobody has is locked exactly like one somebody has, and guesses made at the same moment are all counted.
/// </summary>
internal sealed partial class UserStore : IUserLockoutStore<User>
{
    private const string FindLock = "SELECT locked_until FROM sign_in_failures WHERE email_hash = @hash";

    /// <summary>A failure more than a day after the last one starts the count anew.</summary>
    private const string CountFailure = """
        INSERT INTO sign_in_failures AS f (email_hash, failures, updated_at)
        VALUES (@hash, 1, @now)
        ON CONFLICT (email_hash) DO UPDATE
           SET failures = CASE WHEN f.updated_at < @now - interval '1 day' THEN 1 ELSE f.failures + 1 END,
               updated_at = @now
        RETURNING failures
        """;

    private const string SetLock = "UPDATE sign_in_failures SET locked_until = @until, updated_at = @now WHERE email_hash = @hash";
    private const string ForgetFailures = "UPDATE sign_in_failures SET failures = 0, updated_at = @now WHERE email_hash = @hash";
    private const string CountedFailures = "SELECT failures FROM sign_in_failures WHERE email_hash = @hash";

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(User user, CancellationToken cancellationToken) =>
        db.FindAsync<DateTimeOffset?>(FindLock, new { hash = HashOf(user) }, cancellationToken);

    public Task SetLockoutEndDateAsync(User user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        CountAsync(SetLock, user, lockoutEnd, cancellationToken);

    public Task<int> IncrementAccessFailedCountAsync(User user, CancellationToken cancellationToken) =>
        CountAsync(CountFailure, user, null, cancellationToken);

    public Task ResetAccessFailedCountAsync(User user, CancellationToken cancellationToken) =>
        CountAsync(ForgetFailures, user, null, cancellationToken);

    public Task<int> GetAccessFailedCountAsync(User user, CancellationToken cancellationToken) =>
        db.FindAsync<int>(CountedFailures, new { hash = HashOf(user) }, cancellationToken);

    public Task<bool> GetLockoutEnabledAsync(User user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(User user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Identity saves the person after each of these. There is nothing to save, and doing it would take time that tells who is known.</summary>
    private Task<int> CountAsync(string sql, User user, DateTimeOffset? until, CancellationToken ct)
    {
        user.IsUnchanged = true;
        return db.FindAsync<int>(sql, new { hash = HashOf(user), until, now = time.GetUtcNow() }, ct);
    }

    /// <summary>Hashed, because people type passwords into the wrong field.</summary>
    private static byte[] HashOf(User user) => SHA256.HashData(Encoding.UTF8.GetBytes(user.Email.ToLowerInvariant()));
}
