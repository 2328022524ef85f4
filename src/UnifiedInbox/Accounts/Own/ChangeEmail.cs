using Npgsql;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;
using Dapper;

namespace UnifiedInbox.Accounts.Own;

/// <summary>Another address to sign in with. The password is asked for, since whoever holds the address can reset it one day.</summary>
internal sealed class ChangeEmail(Db db, Reauthenticate reauthenticate, TimeProvider time)
{
    private const string Save = """
        UPDATE users
           SET email = @email,
               email_confirmed_at = NULL,
               updated_at = @now
         WHERE id = @userId
        """;

    public async Task<FieldErrors> RunAsync(Caller caller, string? newEmail, string? password, CancellationToken ct)
    {
        if (!EmailText.TryParse(newEmail, out var email)) return FieldErrors.Of("email", "Enter an email address, like name@example.com.");
        if ((await reauthenticate.RunAsync(caller, password)).Objection is { } objection) return FieldErrors.Of("password", objection);
        try
        {
            return await db.InTransactionAsync(async connection =>
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    Save, new { email, userId = caller.UserId, now = time.GetUtcNow() }, cancellationToken: ct));
                await AuditLog.RecordAsync(connection, caller, "user.email_changed", "user", caller.UserId.ToString(), new { from = caller.Email, to = email }, ct);
                return new FieldErrors();
            }, ct);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return FieldErrors.Of("email", "Somebody already signs in with this address.");
        }
    }
}
