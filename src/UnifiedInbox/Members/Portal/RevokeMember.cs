using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Pages;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>Takes a contact's way into the portal away: their account with its sessions, and a link that is not used yet. What they wrote stays.</summary>
internal sealed class RevokeMember(Db db)
{
    private const string Delete = """
        WITH links AS (
            DELETE FROM account_links WHERE contact_id = @contactId AND kind = 'invitation' AND used_at IS NULL RETURNING 1
        ),
        accounts AS (
            DELETE FROM users WHERE contact_id = @contactId AND role = 'member' RETURNING 1
        )
        SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM accounts)
        """;

    /// <summary>False where there was neither.</summary>
    public Task<bool> RunAsync(Caller caller, Guid contactId, CancellationToken ct) => db.InTransactionAsync(async connection =>
    {
        if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(Delete, new { contactId }, cancellationToken: ct)) == 0) return false;
        await AuditLog.RecordAsync(connection, caller, "member.access_revoked", "contact", contactId.ToString(), null, ct);
        return true;
    }, ct);

    /// <summary><c>POST /members/{id}/revoke</c></summary>
    public static async Task<IResult> EndpointAsync(Guid id, HttpContext http, RevokeMember revoke, CancellationToken ct)
    {
        LeftToast.Leave(http, await revoke.RunAsync(http.Caller(), id, ct) ? "They cannot sign in any more" : "They could not sign in");
        return TurboStream.SeeOther(MemberTab.Url(id, MemberTab.Overview));
    }
}
