using Dapper;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts.Team;

/// <summary>An invitation not used yet.</summary>
public sealed record InvitationView
{
    public required Guid Id { get; init; }
    public string? Email { get; init; }
    public required string Role { get; init; }
    public string? InvitedBy { get; init; }

    /// <summary>What the address book calls whoever is invited to the portal; empty where it knows no name.</summary>
    public string? Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Links by which a teammate makes their own account, once, within seven days. Made and taken back by admins.</summary>
internal sealed class Invitations(Db db, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string List = """
        SELECT l.id,
               l.email::text,
               l.role,
               u.name AS invited_by,
               l.created_at,
               l.expires_at
          FROM account_links l
          LEFT JOIN users u ON u.id = l.created_by
         WHERE l.kind = 'invitation'
           AND l.role <> 'member'
           AND l.used_at IS NULL
           AND l.expires_at > @now
         ORDER BY l.created_at DESC, l.id DESC
         LIMIT 200
        """;

    private const string Find = """
        SELECT l.id,
               l.email::text,
               l.role,
               u.name AS invited_by,
               left(c.name, 100) AS name,
               l.created_at,
               l.expires_at
          FROM account_links l
          LEFT JOIN users u ON u.id = l.created_by
          LEFT JOIN contacts c ON c.id = l.contact_id
         WHERE l.token_hash = @hash
           AND l.kind = 'invitation'
           AND l.used_at IS NULL
           AND l.expires_at > @now
        """;

    private const string HasAccount = "SELECT EXISTS (SELECT FROM users WHERE email = @email::citext)";

    private const string Insert = """
        INSERT INTO account_links (id, kind, token_hash, email, role, created_by, created_at, expires_at)
        VALUES (@id, 'invitation', @hash, @email::citext, @role, @by, @now, @expires)
        """;

    private const string Delete = "DELETE FROM account_links WHERE id = @id AND kind = 'invitation' AND role <> 'member' AND used_at IS NULL";

    public Task<List<InvitationView>> ListAsync(CancellationToken ct) => db.ListAsync<InvitationView>(List, new { now = time.GetUtcNow() }, ct);

    /// <summary>The invitation of a link, or null when it was used, taken back, or is older than a week.</summary>
    public async Task<InvitationView?> FindAsync(string? token, CancellationToken ct) => SecretToken.LooksRight(token, SecretToken.LinkPrefix)
        ? await db.FindAsync<InvitationView>(Find, new { hash = SecretToken.Hash(token!), now = time.GetUtcNow() }, ct)
        : null;

    /// <summary>What is wrong, or the link's path. With an address only that address can use it.</summary>
    public async Task<(FieldErrors Errors, string? Path)> InviteAsync(Caller caller, string? email, string? role, CancellationToken ct)
    {
        caller.MustBeAdmin();
        if (role is not (RoleName.Admin or RoleName.Agent)) return (FieldErrors.Of("role", "Choose a role."), null);
        string? address = null;
        if (!string.IsNullOrWhiteSpace(email))
        {
            if (!EmailText.TryParse(email, out address)) return (FieldErrors.Of("email", "Enter an email address, like name@example.com."), null);
            if (await db.FindAsync<bool>(HasAccount, new { email = address }, ct)) return (FieldErrors.Of("email", "This person has an account already."), null);
        }
        var token = SecretToken.New(SecretToken.LinkPrefix);
        var id = NewId.Next(time);
        var now = time.GetUtcNow();
        await db.InTransactionAsync(async connection =>
        {
            await connection.ExecuteAsync(new CommandDefinition(Insert,
                new { id, hash = SecretToken.Hash(token), email = address, role, by = caller.UserId, now, expires = now + Lifetime }, cancellationToken: ct));
            await AuditLog.RecordAsync(connection, caller, "invitation.created", "invitation", id.ToString(), new { role, email = address }, ct);
            return true;
        }, ct);
        return (new FieldErrors(), "/invitations/" + token);
    }

    /// <summary>False where there is no such open invitation.</summary>
    public Task<bool> RevokeAsync(Caller caller, Guid id, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        caller.MustBeAdmin();
        if (await connection.ExecuteAsync(new CommandDefinition(Delete, new { id }, cancellationToken: ct)) == 0) return false;
        await AuditLog.RecordAsync(connection, caller, "invitation.revoked", "invitation", id.ToString(), null, ct);
        return true;
    }, ct);
}
