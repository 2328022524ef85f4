using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Accounts.Team;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Pages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>Makes a link by which a contact becomes a member who signs in: once, within seven days, by their own address where it is known.</summary>
internal sealed class InviteMember(Db db, TimeProvider time)
{
    /// <summary>A link given before goes: whoever got the wrong one cannot use it.</summary>
    private const string Insert = """
        WITH former AS (
            DELETE FROM account_links WHERE contact_id = @contactId AND kind = 'invitation' AND used_at IS NULL
        )
        INSERT INTO account_links (id, kind, token_hash, email, role, contact_id, created_by, created_at, expires_at)
        SELECT @id, 'invitation', @hash, c.email::citext, 'member', c.id, @by, @now, @expires
          FROM contacts c
         WHERE c.id = @contactId
           AND NOT EXISTS (SELECT FROM users u WHERE u.email = c.email::citext)
        """;

    /// <summary>The link's path; null where there is no such contact, or somebody signs in with their address already.</summary>
    public Task<string?> RunAsync(Caller caller, Guid contactId, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        var (id, now, token) = (NewId.Next(time), time.GetUtcNow(), SecretToken.New(SecretToken.LinkPrefix));
        var row = new { id, contactId, hash = SecretToken.Hash(token), by = caller.UserId, now, expires = now + Invitations.Lifetime };
        if (await connection.ExecuteAsync(new CommandDefinition(Insert, row, cancellationToken: ct)) == 0) return null;
        await AuditLog.RecordAsync(connection, caller, "member.invited", "contact", contactId.ToString(), null, ct);
        return "/invitations/" + token;
    }, ct);

    /// <summary><c>POST /members/{id}/invite</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, InviteMember invite, PublicAddress address, ShownOnce shownOnce, CancellationToken ct)
    {
        if (await invite.RunAsync(http.Caller(), id, ct) is { } path)
            shownOnce.Leave(http, new Secret("Link to the portal", address.Link(http.Request, path), "Send it to this person and nobody else: whoever opens it sees their messages. It works once, within seven days, and is not shown again."));
        else
            LeftToast.Leave(http, "Somebody signs in with this address already.");
        return TurboStream.SeeOther(MemberTab.Url(id, MemberTab.Overview));
    }
}
