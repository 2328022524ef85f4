using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Team;

/// <summary>Lets somebody sign in again who was deactivated, with the password they had.</summary>
internal static class ReactivateTeammate
{
    private const string Reactivate = """
        WITH changed AS (
            UPDATE users
               SET deactivated_at = NULL,
                   updated_at = @now
             WHERE id = @userId
               AND role IN ('admin', 'agent')
               AND deactivated_at IS NOT NULL
            RETURNING id)
        INSERT INTO changes (kind, user_id)
        SELECT 'user', id FROM changed
        """;

    public static Task<TeamOutcome> RunAsync(Db db, TimeProvider time, Caller caller, Guid userId, CancellationToken ct) =>
        db.InTransactionAsync(async connection =>
        {
            if (!(await Admins.LockAsync(connection, ct)).Contains(caller.UserId)) return TeamOutcome.Forbidden;
            var parameters = new { userId, now = time.GetUtcNow() };
            if (await connection.ExecuteAsync(new CommandDefinition(Reactivate, parameters, cancellationToken: ct)) == 0) return TeamOutcome.NotFound;
            await AuditLog.RecordAsync(connection, caller, "user.reactivated", "user", userId.ToString(), null, ct);
            return TeamOutcome.Done;
        }, ct);
}
