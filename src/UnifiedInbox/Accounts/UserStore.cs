using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>
/// The people of the <c>users</c> table for ASP.NET Core Identity. The email address is the user name; the column is
/// case-insensitive, so nothing is kept normalised beside it. The other parts of this class hold what has its own table.
/// </summary>
internal sealed partial class UserStore(Db db, TimeProvider time, IDataProtectionProvider protection) :
    IUserPasswordStore<User>, IUserEmailStore<User>, IUserSecurityStampStore<User>
{
    private const string Columns = """
        id,
        email::text,
        email_confirmed_at,
        name,
        password_hash,
        role,
        security_stamp,
        concurrency_stamp,
        two_factor_enabled,
        authenticator_key,
        recovery_codes,
        time_zone,
        deactivated_at,
        created_at
        """;

    private const string FindById = "SELECT " + Columns + " FROM users WHERE id = @id";
    private const string FindByEmail = "SELECT " + Columns + " FROM users WHERE email = @email::citext";

    public const string Insert = """
        INSERT INTO users (id, email, name, password_hash, role, security_stamp, concurrency_stamp, created_at, updated_at)
        VALUES (@Id, @Email, @Name, @PasswordHash, @Role, @SecurityStamp, @ConcurrencyStamp, @CreatedAt, @CreatedAt)
        """;

    /// <summary>Only if nobody changed the person since they were read: Identity reads, changes and writes back whole.</summary>
    private const string Save = """
        UPDATE users
           SET email = @Email,
               email_confirmed_at = @EmailConfirmedAt,
               name = @Name,
               password_hash = @PasswordHash,
               security_stamp = @SecurityStamp,
               concurrency_stamp = @NextStamp,
               two_factor_enabled = @TwoFactorEnabled,
               authenticator_key = @AuthenticatorKey,
               recovery_codes = @RecoveryCodes,
               updated_at = @Now
         WHERE id = @Id
           AND concurrency_stamp = @ConcurrencyStamp
        """;

    public async Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken)
    {
        try
        {
            await db.ExecuteAsync(Insert, user, cancellationToken);
            return IdentityResult.Success;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email));
        }
    }

    public async Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken)
    {
        if (user.IsUnchanged)
        {
            user.IsUnchanged = false;
            return IdentityResult.Success;
        }
        var next = NewId.Next().ToString();
        try
        {
            var saved = await db.ExecuteAsync(Save, new
            {
                user.Id,
                user.Email,
                user.EmailConfirmedAt,
                user.Name,
                user.PasswordHash,
                user.SecurityStamp,
                user.ConcurrencyStamp,
                user.TwoFactorEnabled,
                user.AuthenticatorKey,
                user.RecoveryCodes,
                NextStamp = next,
                Now = time.GetUtcNow(),
            }, cancellationToken);
            if (saved == 0) return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
            user.ConcurrencyStamp = next;
            return IdentityResult.Success;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email));
        }
    }

    /// <summary>People are deactivated, never deleted: what they wrote keeps its author.</summary>
    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? db.FindAsync<User>(FindById, new { id }, cancellationToken) : Task.FromResult<User?>(null);

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<User?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        db.FindAsync<User>(FindByEmail, new { email = normalizedEmail }, cancellationToken);

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetEmailAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetEmailAsync(User user, string? email, CancellationToken cancellationToken)
    {
        user.Email = email ?? throw new ArgumentNullException(nameof(email));
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedEmailAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetNormalizedEmailAsync(User user, string? normalizedEmail, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> GetEmailConfirmedAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.EmailConfirmedAt != null);

    public Task SetEmailConfirmedAsync(User user, bool confirmed, CancellationToken cancellationToken)
    {
        user.EmailConfirmedAt = confirmed ? time.GetUtcNow() : null;
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash != null);

    public Task SetPasswordHashAsync(User user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}
