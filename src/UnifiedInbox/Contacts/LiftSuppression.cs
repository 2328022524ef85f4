using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts;

/// <summary>The body of <c>POST /api/contacts/{id}/suppression/lift</c>.</summary>
internal sealed record LiftSuppressionRequest(string? Address, Guid? InboxId);

/// <summary>
/// An admin has an address written to again that bounced for good or complained: its owner said so elsewhere, or the server was wrong. What
/// the person opted out of themselves cannot be lifted here.
/// </summary>
internal static class LiftSuppression
{
    private const string Sql = """
        INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, by_user, at)
        SELECT @fresh, i.id, a.value, i.channel, 'opted_in', 'agent', 'suppression lifted', @userId, @now
          FROM contact_addresses a, inboxes i
         WHERE a.contact_id = @contactId AND a.value = @address AND i.id = @inboxId
           AND consent_state(i.id, a.value, i.channel) = 'suppressed'
        """;

    private const string ChangeSql = "INSERT INTO changes (kind, inbox_id, contact_id, user_id) VALUES ('contact', @inboxId, @contactId, @userId)";

    /// <summary>False where this address of this contact is not suppressed.</summary>
    public static async Task<bool> RunAsync(
        Db db, Caller caller, Guid contactId, Guid inboxId, string address, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        caller.MustBeAdmin();
        var done = await db.InTransactionAsync(
            async connection =>
            {
                var parameters = new { fresh = NewId.Next(time), contactId, inboxId, address = address.ToLowerInvariant(), userId = caller.UserId, now = time.GetUtcNow() };
                if (await connection.ExecuteAsync(new CommandDefinition(Sql, parameters, cancellationToken: ct)) == 0) return false;
                await connection.ExecuteAsync(new CommandDefinition(ChangeSql, parameters, cancellationToken: ct));
                await AuditLog.RecordAsync(connection, caller, "contact.suppression_lifted", "contact", contactId.ToString(), new { inboxId }, ct);
                return true;
            },
            ct);
        if (done) changes.Wake();
        return done;
    }

    /// <summary>204, or 404 where there is nothing to lift.</summary>
    public static async Task<IResult> EndpointAsync(
        Guid id, LiftSuppressionRequest request, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        if (request.InboxId is not { } inboxId || string.IsNullOrWhiteSpace(request.Address))
            return Problem.Invalid("address", "Name the address and the inbox.", "address_missing");
        return await RunAsync(db, http.Caller(), id, inboxId, request.Address, changes, time, ct)
            ? Results.NoContent()
            : Problem.Of(StatusCodes.Status404NotFound, "not_found", "This address is not suppressed.");
    }

    /// <summary>The button on the contact's page.</summary>
    public static async Task<IResult> FormAsync(Guid id, HttpContext http, Db db, ChangeNotifier changes, TimeProvider time, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        if (Guid.TryParse(form["inboxId"], out var inboxId))
            await RunAsync(db, http.Caller(), id, inboxId, form["address"].ToString(), changes, time, ct);
        return TurboStream.SeeOther("/contacts/" + id);
    }
}
