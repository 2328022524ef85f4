using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Team;

/// <summary>Makes a teammate an admin or an agent.</summary>
internal static class ChangeRole
{
    private const string Change = """
        WITH changed AS (
            UPDATE users
               SET role = @role,
                   updated_at = @now
             WHERE id = @userId
               AND role IN ('admin', 'agent')
            RETURNING id)
        INSERT INTO changes (kind, user_id)
        SELECT 'user', id FROM changed
        """;

    public static Task<TeamOutcome> RunAsync(Db db, TimeProvider time, Caller caller, Guid userId, Role role, CancellationToken ct) =>
        db.InTransactionAsync(async connection =>
        {
            var admins = await Admins.LockAsync(connection, ct);
            if (!admins.Contains(caller.UserId) || role == Role.Member) return TeamOutcome.Forbidden;
            if (role != Role.Admin && admins is [var only] && only == userId) return TeamOutcome.LastAdmin;
            var parameters = new { userId, role = RoleName.Of(role), now = time.GetUtcNow() };
            if (await connection.ExecuteAsync(new CommandDefinition(Change, parameters, cancellationToken: ct)) == 0) return TeamOutcome.NotFound;
            await AuditLog.RecordAsync(connection, caller, "user.role_changed", "user", userId.ToString(), new { role = RoleName.Of(role) }, ct);
            return TeamOutcome.Done;
        }, ct);
}
