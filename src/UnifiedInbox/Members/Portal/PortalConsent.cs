using Dapper;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>One of our senders and an address of the member's: whether it may write there.</summary>
public sealed record PortalChoice
{
    public Guid InboxId { get; init; }
    public string InboxName { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Address { get; init; } = "";

    /// <summary><c>opted_in</c>, <c>opted_out</c>, <c>suppressed</c>, or null where nothing was ever said.</summary>
    public string? State { get; init; }
    public DateTimeOffset? At { get; init; }
}

/// <summary>A member says which of our senders may write to them. Evidence like any other: it only grows, and an opt-out cancels what waits.</summary>
internal sealed class PortalConsent(MemberSession session, Db db, ChangeNotifier changes, TimeProvider time)
{
    private const string Choices = """
        SELECT i.id AS inbox_id,
               i.name AS inbox_name,
               i.channel,
               a.value AS address,
               s.state,
               s.at
          FROM inboxes i
          JOIN contact_addresses a ON a.kind = ANY (CASE i.channel
                   WHEN 'sms' THEN ARRAY['phone', 'short_code']
                   WHEN 'whatsapp' THEN ARRAY['phone', 'whatsapp_id']
                   ELSE ARRAY['email'] END)
          LEFT JOIN LATERAL (SELECT c.state, c.at FROM consents c
                              WHERE c.address = a.value AND c.inbox_id = i.id AND c.channel = i.channel
                              ORDER BY c.at DESC, c.id DESC LIMIT 1) s ON true
         WHERE i.disabled_at IS NULL
         ORDER BY i.channel, i.name, a.value
         LIMIT 200
        """;

    private const string Write = "SELECT 1 FROM (SELECT record_consent(@id, @InboxId, @Channel, @Address, @state, 'member', 'In the portal', @userId, @now)) done";

    private const string ContactOf = "SELECT current_contact()";

    /// <summary><c>GET /portal/consent</c></summary>
    public static async Task<IResult> OpenAsync(HttpContext http, PortalConsent consent, CancellationToken ct) =>
        Page.Of<PortalConsentPage>(new { Choices = await consent.ListAsync(http.Caller(), ct) });

    /// <summary><c>POST /portal/consent</c></summary>
    public static async Task<IResult> SaveAsync(
        [FromForm] Guid? inboxId, [FromForm] string? address, [FromForm] string? state, HttpContext http, PortalConsent consent, CancellationToken ct)
    {
        var done = inboxId is { } inbox && await consent.RunAsync(http.Caller(), inbox, address ?? "", state ?? "", ct);
        if (!done) return TypedResults.NotFound();
        LeftToast.Leave(http, "Saved");
        return TurboStream.SeeOther("/portal/consent");
    }

    private Task<List<PortalChoice>> ListAsync(Caller caller, CancellationToken ct) => session.ListAsync<PortalChoice>(caller, Choices, null, ct);

    /// <summary>False where it is none of their addresses, none of the senders they see, or mail there came back for good.</summary>
    private async Task<bool> RunAsync(Caller caller, Guid inboxId, string address, string state, CancellationToken ct)
    {
        if (state is not ("opted_in" or "opted_out")) return false;
        if ((await ListAsync(caller, ct)).Find(choice => choice.InboxId == inboxId && choice.Address == address) is not { State: not "suppressed" } chosen) return false;
        if (await session.FindAsync<Guid?>(caller, ContactOf, null, ct) is not { } contact) return false;
        await db.InTransactionAsync(async connection =>
        {
            var row = new { id = NewId.Next(time), chosen.InboxId, chosen.Channel, chosen.Address, state, userId = caller.UserId, now = time.GetUtcNow() };
            await connection.ExecuteAsync(new CommandDefinition(Write, row, cancellationToken: ct));
            await Changes.RecordAsync(connection, new Change("contact", ContactId: contact, UserId: caller.UserId), ct);
            await AuditLog.RecordAsync(connection, caller, "contact.consent_recorded", "contact", contact.ToString(), new { inboxId, state }, ct);
            return true;
        }, ct);
        changes.Wake();
        return true;
    }
}
