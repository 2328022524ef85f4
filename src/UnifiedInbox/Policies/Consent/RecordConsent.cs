using Dapper;
using UnifiedInbox.Accounts;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Live;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Consent;

/// <summary>The body of <c>POST /api/contacts/{id}/consents</c>.</summary>
internal sealed record RecordConsentRequest
{
    /// <summary>One of the contact's addresses; left out, all that the inbox can reach.</summary>
    public string? Address { get; init; }

    /// <summary>The sender of ours it holds for.</summary>
    public Guid? InboxId { get; init; }

    /// <summary><c>opted_in</c> or <c>opted_out</c>.</summary>
    public string? State { get; init; }

    /// <summary>What the person said and how, word for word where possible. Asked for with <c>opted_in</c>; at most 500 characters.</summary>
    public string? Wording { get; init; }
}

/// <summary>What became of it.</summary>
internal abstract record ConsentOutcome
{
    private ConsentOutcome()
    {
    }

    public sealed record Done(int Addresses) : ConsentOutcome;

    public sealed record Invalid(string Field, string Text, string Code = "invalid") : ConsentOutcome;

    /// <summary>No such contact, address or inbox the caller may use.</summary>
    public sealed record NotFound : ConsentOutcome;
}

/// <summary>
/// A teammate writes down what a person said elsewhere: at the desk, on the phone, on paper. Kept as evidence with their words and who
/// wrote it down; an opt-out also cancels what waits. Mail that bounced is lifted by an admin instead (<c>LiftSuppression</c>).
/// </summary>
internal sealed class RecordConsent(Db db, ChangeNotifier changes, TimeProvider time)
{
    public const int LongestWording = 500;

    private const string AddressesSql = """
        SELECT a.value AS address,
               i.channel,
               consent_state(i.id, a.value, i.channel) AS state
          FROM contact_addresses a, inboxes i
         WHERE a.contact_id = @contactId AND i.id = @inboxId AND can_use_inbox(@userId, i.id)
           AND (@address::text IS NULL OR a.value = @address)
           AND a.kind = ANY (CASE i.channel
                   WHEN 'sms' THEN ARRAY['phone', 'short_code', 'alphanumeric']
                   WHEN 'whatsapp' THEN ARRAY['phone', 'whatsapp_id']
                   ELSE ARRAY['email'] END)
         ORDER BY a.value
        """;

    private const string WriteSql = "SELECT 1 FROM (SELECT record_consent(@id, @inboxId, @channel, @address, @state, 'agent', @wording, @userId, @now)) done";

    public async Task<ConsentOutcome> RunAsync(Caller caller, Guid contactId, RecordConsentRequest request, CancellationToken ct)
    {
        if (request.State is not ("opted_in" or "opted_out")) return new ConsentOutcome.Invalid("state", "Say opted_in or opted_out.");
        if (request.InboxId is not { } inboxId) return new ConsentOutcome.Invalid("inboxId", "Name the sender it holds for.");
        var wording = SafeText.Clean(request.Wording ?? "").Trim();
        if (wording.Length > LongestWording) return new ConsentOutcome.Invalid("wording", $"At most {LongestWording} characters are kept.");
        if (request.State == "opted_in" && wording.Length == 0)
            return new ConsentOutcome.Invalid("wording", "Write down what they said and where, so that it can be shown later.", "wording_missing");
        var outcome = await db.InTransactionAsync(
            async connection =>
            {
                var parameters = new { contactId, inboxId, address = request.Address?.Trim(), userId = caller.UserId };
                var found = (await connection.QueryAsync<Target>(new CommandDefinition(AddressesSql, parameters, cancellationToken: ct))).AsList();
                if (found.Count == 0) return new ConsentOutcome.NotFound();
                if (request.State == "opted_in" && found.Exists(target => target.State == "suppressed"))
                    return new ConsentOutcome.Invalid("address", "Mail to this address came back for good or was reported as spam. An admin can lift that on the contact's page.", "suppressed");
                foreach (var target in found)
                    await connection.ExecuteAsync(new CommandDefinition(
                        WriteSql,
                        new { id = NewId.Next(time), inboxId, channel = target.Channel, address = target.Address, state = request.State, wording, userId = caller.UserId, now = time.GetUtcNow() },
                        cancellationToken: ct));
                await Changes.RecordAsync(connection, new Change("contact", ContactId: contactId, UserId: caller.UserId), ct);
                await AuditLog.RecordAsync(connection, caller, "contact.consent_recorded", "contact", contactId.ToString(), new { inboxId, request.State }, ct);
                return (ConsentOutcome)new ConsentOutcome.Done(found.Count);
            },
            ct);
        if (outcome is ConsentOutcome.Done) changes.Wake();
        return outcome;
    }

    /// <summary>201 with what is on record now.</summary>
    public static async Task<IResult> EndpointAsync(Guid id, RecordConsentRequest request, HttpContext http, RecordConsent record, Db db, CancellationToken ct) =>
        await record.RunAsync(http.Caller(), id, request, ct) switch
        {
            ConsentOutcome.Done done => TypedResults.Created(
                $"/api/contacts/{id}/consents", new { items = await ListConsents.RunAsync(db, http.Caller(), id, null, done.Addresses, ct) }),
            ConsentOutcome.Invalid invalid => Problem.Invalid(invalid.Field, invalid.Text, invalid.Code),
            _ => Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no such address, or no such inbox that can reach it."),
        };

    /// <summary><c>POST /contacts/{id}/consents</c>: the form on the contact's page.</summary>
    public static async Task<IResult> FormAsync(Guid id, HttpContext http, RecordConsent record, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var request = new RecordConsentRequest
        {
            Address = form["address"].ToString() is { Length: > 0 } address ? address : null,
            InboxId = Guid.TryParse(form["inboxId"], out var inboxId) ? inboxId : null,
            State = form["state"].ToString(),
            Wording = form["wording"].ToString(),
        };
        LeftToast.Leave(http, await record.RunAsync(http.Caller(), id, request, ct) switch
        {
            ConsentOutcome.Done => "On record",
            ConsentOutcome.Invalid invalid => "Not recorded: " + invalid.Text,
            _ => "Not recorded: this sender cannot reach that address.",
        });
        return TurboStream.SeeOther("/contacts/" + id);
    }

    private sealed record Target
    {
        public string Address { get; init; } = "";

        public string Channel { get; init; } = "";

        public string? State { get; init; }
    }
}
