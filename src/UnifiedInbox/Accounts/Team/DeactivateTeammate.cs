using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Team;

/// <summary>
/// Takes somebody out of the team: they are signed out everywhere, their tokens and the invitations they made end, and their conversations
/// wait for someone else. What they wrote stays theirs, and they can be brought back.
/// </summary>
internal static class DeactivateTeammate
{
    private const string Deactivate = """
        UPDATE users
           SET deactivated_at = @now,
               updated_at = @now
         WHERE id = @userId
           AND role IN ('admin', 'agent')
           AND deactivated_at IS NULL
        """;

    private const string EndSessions = "DELETE FROM sessions WHERE user_id = @userId";
    private const string EndTokens = "DELETE FROM api_tokens WHERE user_id = @userId";

    private const string EndLinks = """
        DELETE FROM account_links
         WHERE used_at IS NULL
           AND (user_id = @userId OR created_by = @userId)
        """;

    /// <summary>Closed ones as well, or they would come back to nobody; only the open ones are news.</summary>
    private const string Unassign = """
        WITH freed AS (
            UPDATE conversations
               SET assignee_id = NULL,
                   updated_at = @now
             WHERE assignee_id = @userId
            RETURNING id, contact_id, inbox_id, status)
        INSERT INTO changes (kind, inbox_id, conversation_id, contact_id)
        SELECT 'conversation', inbox_id, id, contact_id
          FROM freed
         WHERE status <> 'closed'
        """;

    private const string Announce = "INSERT INTO changes (kind, user_id) VALUES ('user', @userId)";

    public static Task<TeamOutcome> RunAsync(Db db, TimeProvider time, Caller caller, Guid userId, CancellationToken ct) =>
        db.InTransactionAsync(async connection =>
        {
            var admins = await Admins.LockAsync(connection, ct);
            if (!admins.Contains(caller.UserId)) return TeamOutcome.Forbidden;
            if (admins is [var only] && only == userId) return TeamOutcome.LastAdmin;
            var parameters = new { userId, now = time.GetUtcNow() };
            if (await connection.ExecuteAsync(new CommandDefinition(Deactivate, parameters, cancellationToken: ct)) == 0) return TeamOutcome.NotFound;
            foreach (var sql in (string[])[EndSessions, EndTokens, EndLinks, Unassign, Announce])
                await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
            await AuditLog.RecordAsync(connection, caller, "user.deactivated", "user", userId.ToString(), null, ct);
            return TeamOutcome.Done;
        }, ct);
}
