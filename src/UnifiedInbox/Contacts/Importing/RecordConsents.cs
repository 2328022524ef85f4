using Dapper;
using Npgsql;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>
/// Writes down what the list says people agreed to, as evidence. A list never outvotes a person: where an address has said anything
/// before, a yes of the list is not written; a no is, and stops what was on its way.
/// </summary>
internal static class RecordConsents
{
    private const string Sql = """
        WITH said AS (
            INSERT INTO consents (id, inbox_id, address, channel, state, source, wording, by_user, at)
            SELECT gen_random_uuid(), i.id, v.address, i.channel, v.state, 'import', v.wording, @userId, @now
              FROM unnest(@addresses, @kinds, @states, @wordings) AS v (address, kind, state, wording)
              JOIN inboxes i ON i.channel = ANY (CASE v.kind WHEN 'phone' THEN ARRAY['sms', 'whatsapp'] WHEN 'email' THEN ARRAY['email'] WHEN 'whatsapp_id' THEN ARRAY['whatsapp'] END)
             WHERE (@inboxId::uuid IS NULL OR i.id = @inboxId)
               AND i.disabled_at IS NULL
               AND CASE v.state
                   WHEN 'opted_in' THEN consent_state(i.id, v.address, i.channel) IS NULL
                   ELSE consent_state(i.id, v.address, i.channel) IS DISTINCT FROM 'opted_out' END
            RETURNING inbox_id, channel, address, state)
        SELECT count(cancel_pending(s.inbox_id, s.channel, s.address, @now)) FROM said s WHERE s.state = 'opted_out'
        """;

    public static Task RunAsync(
        NpgsqlConnection connection, IEnumerable<ImportRow> rows, ImportPlan plan, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        var said = rows.Select(row => (Row: row, State: row.Consent ?? (plan.ConsentStatement is null ? null : "opted_in")))
            .Where(one => one.State is not null)
            .SelectMany(one => one.Row.Addresses.Select(typed => (typed.Address!.Value, typed.Address.Kind, one.State, Wording: Wording(one.Row, plan))))
            .ToList();
        return said.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(Sql, new
        {
            addresses = said.Select(one => one.Value).ToArray(),
            kinds = said.Select(one => one.Kind).ToArray(),
            states = said.Select(one => one.State).ToArray(),
            wordings = said.Select(one => one.Wording).ToArray(),
            inboxId = plan.ConsentInboxId,
            userId,
            now,
        }, cancellationToken: ct));
    }

    private static string Wording(ImportRow row, ImportPlan plan)
    {
        var parts = new[] { row.ConsentWording, row.Consent == "opted_out" ? null : plan.ConsentStatement, row.Consent == "opted_out" ? null : plan.ConsentSource };
        var words = string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)));
        return words.Length <= 1000 ? words : words[..1000];
    }
}
