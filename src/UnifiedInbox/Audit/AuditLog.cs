using System.Text.Json;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Audit;

/// <summary>
/// Writes down who did what to whom, in the transaction of what was done. Actions are verbs of the domain
/// (<c>user.deactivated</c>); details name things by id and hold no message text and no secret.
/// </summary>
internal static class AuditLog
{
    private const string Insert = """
        INSERT INTO audit_log (id, user_id, action, subject, subject_id, details)
        VALUES (@id, @userId, @action, @subject, @subjectId, @details::jsonb)
        """;

    /// <summary>Without a caller it was a worker, the command line, or the person named by <paramref name="subjectId"/> before signing in.</summary>
    public static Task RecordAsync(
        NpgsqlConnection connection, Caller? caller, string action, string subject, string? subjectId, object? details, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Insert, new
        {
            id = NewId.Next(),
            userId = caller?.UserId,
            action,
            subject,
            subjectId,
            details = JsonSerializer.Serialize(details ?? new { }, JsonSerializerOptions.Web),
        }, cancellationToken: ct));
}
