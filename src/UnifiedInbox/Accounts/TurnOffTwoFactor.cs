using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>Back to the password alone: by the person with their password, by an admin for somebody who lost their phone, or on the command line.</summary>
internal sealed class TurnOffTwoFactor(Db db, Reauthenticate reauthenticate, TimeProvider time)
{
    private const string TurnOff = """
        UPDATE users
           SET two_factor_enabled = false,
               authenticator_key = NULL,
               recovery_codes = NULL,
               totp_last_code = NULL,
               security_stamp = @stamp,
               concurrency_stamp = @stamp,
               updated_at = @now
         WHERE id = @userId
        """;

    /// <summary>What is wrong with the password, or null when done.</summary>
    public async Task<string?> RunAsync(Caller caller, string? password, CancellationToken ct)
    {
        if ((await reauthenticate.RunAsync(caller, password)).Objection is { } objection) return objection;
        await RunForAsync(caller, caller.UserId, ct);
        return null;
    }

    /// <summary>For anyone; the caller is an admin, or nobody on the command line. False where there is no such person.</summary>
    public Task<bool> RunForAsync(Caller? caller, Guid userId, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        if (caller?.UserId != userId) caller?.MustBeAdmin();
        var parameters = new { userId, stamp = SecretToken.New(""), now = time.GetUtcNow() };
        if (await connection.ExecuteAsync(new CommandDefinition(TurnOff, parameters, cancellationToken: ct)) == 0) return false;
        await AuditLog.RecordAsync(connection, caller, "user.two_factor_off", "user", userId.ToString(), null, ct);
        return true;
    }, ct);
}
