using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Passkeys;

public sealed record PasskeyView
{
    /// <summary>The credential id in hexadecimal.</summary>
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>The caller's passkeys.</summary>
internal static class OwnPasskeys
{
    private const string List = """
        SELECT encode(credential_id, 'hex') AS id,
               name,
               created_at,
               last_used_at
          FROM passkeys
         WHERE user_id = @UserId
         ORDER BY created_at
        """;

    private const string Delete = "DELETE FROM passkeys WHERE user_id = @UserId AND encode(credential_id, 'hex') = @id RETURNING name";

    public static Task<List<PasskeyView>> ListAsync(Db db, Caller caller, CancellationToken ct) =>
        db.ListAsync<PasskeyView>(List, new { caller.UserId }, ct);

    /// <summary>False where it is not one of the caller's.</summary>
    public static Task<bool> RemoveAsync(Db db, Caller caller, string id, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        var name = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(Delete, new { caller.UserId, id }, cancellationToken: ct));
        if (name == null) return false;
        await AuditLog.RecordAsync(connection, caller, "passkey.removed", "user", caller.UserId.ToString(), new { name }, ct);
        return true;
    }, ct);
}
