using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Own;

/// <summary>A new password for somebody who knows the old one. Every session ends; this browser gets a new one.</summary>
internal sealed class ChangePassword(Db db, Reauthenticate reauthenticate, SetPassword setPassword, Sessions sessions)
{
    /// <summary>What is wrong, or the token of the session that goes on.</summary>
    public async Task<(FieldErrors Errors, string? Token)> RunAsync(Caller caller, string? current, string? chosen, Device device, CancellationToken ct)
    {
        if (PasswordRule.Objection(chosen) is { } weak) return (FieldErrors.Of("newPassword", weak), null);
        if ((await reauthenticate.RunAsync(caller, current)).Objection is { } wrong) return (FieldErrors.Of("currentPassword", wrong), null);
        var hash = setPassword.Hash(chosen!);
        var token = await db.InTransactionAsync(async connection =>
        {
            await setPassword.RunAsync(connection, caller.UserId, hash, ct);
            await AuditLog.RecordAsync(connection, caller, "user.password_changed", "user", caller.UserId.ToString(), null, ct);
            return await sessions.StartAsync(connection, caller.UserId, device, ct);
        }, ct);
        return (new FieldErrors(), token);
    }
}
