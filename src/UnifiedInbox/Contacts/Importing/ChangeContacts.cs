using Dapper;
using Npgsql;
using UnifiedInbox.Contacts.Editing;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Brings what the rows of a batch say to contacts that are there, set by set. No address is ever taken away.</summary>
internal static class ChangeContacts
{
    /// <summary>Locked in one order, so that an agent's edit comes before or after.</summary>
    private const string Lock = "SELECT id FROM contacts WHERE id = ANY (@contactIds) ORDER BY id FOR UPDATE";

    /// <summary>Answers whom it changed; who would end with more details or addresses than a contact may have stays as it is.</summary>
    private const string Update = """
        UPDATE contacts c
           SET name = CASE WHEN n.name <> '' AND (@overwrite OR c.name = '') THEN n.name ELSE c.name END,
               time_zone = CASE WHEN @overwrite THEN coalesce(n.time_zone, c.time_zone) ELSE coalesce(c.time_zone, n.time_zone) END,
               plan = CASE WHEN @overwrite THEN coalesce(n.plan, c.plan) ELSE coalesce(c.plan, n.plan) END,
               price = CASE WHEN @overwrite THEN coalesce(n.price, c.price) ELSE coalesce(c.price, n.price) END,
               member_since = CASE WHEN @overwrite THEN coalesce(n.member_since, c.member_since) ELSE coalesce(c.member_since, n.member_since) END,
               metadata = CASE WHEN @overwrite THEN c.metadata || n.metadata::jsonb ELSE n.metadata::jsonb || c.metadata END,
               labels = ARRAY(SELECT DISTINCT l.id
                                FROM labels l
                               WHERE l.id = ANY (c.labels) OR l.name = ANY (string_to_array(nullif(n.labels, ''), E'\n')::citext[])),
               updated_at = @now
          FROM unnest(@contactIds, @names, @zones, @plans, @prices, @since, @metadata, @labels, @counts)
               AS n (id, name, time_zone, plan, price, member_since, metadata, labels, addresses)
         WHERE c.id = n.id
           AND length((c.metadata || n.metadata::jsonb)::text) <= @largestMetadata
           AND n.addresses + (SELECT count(*) FROM contact_addresses a WHERE a.contact_id = c.id) <= @mostAddresses
        RETURNING c.id
        """;

    private const string InsertAddresses = """
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
        SELECT a.id, a.contact_id, a.kind, a.value, a.raw, false, @now
          FROM unnest(@ids, @contactIds, @kinds, @values, @raws, @spellings) AS a (id, contact_id, kind, value, raw, spellings)
         WHERE NOT EXISTS (SELECT FROM contact_addresses k WHERE k.value = ANY (string_to_array(a.spellings, ' ')))
        """;

    /// <summary>At no time may two of a kind be primary: the old ones step down before the new step up.</summary>
    private const string StepDown = """
        UPDATE contact_addresses a
           SET is_primary = false
          FROM unnest(@contactIds, @kinds, @values) AS n (contact_id, kind, value)
         WHERE @overwrite AND a.contact_id = n.contact_id AND a.kind = n.kind AND a.is_primary AND a.value <> n.value
           AND EXISTS (SELECT FROM contact_addresses k WHERE k.contact_id = n.contact_id AND k.value = n.value)
        """;

    private const string StepUp = """
        UPDATE contact_addresses a
           SET is_primary = true
          FROM unnest(@contactIds, @kinds, @values) AS n (contact_id, kind, value)
         WHERE a.contact_id = n.contact_id AND a.value = n.value AND NOT a.is_primary
           AND NOT EXISTS (SELECT FROM contact_addresses k WHERE k.contact_id = n.contact_id AND k.kind = n.kind AND k.is_primary)
        """;

    private const string Mirror = """
        UPDATE contacts c
           SET phone = (SELECT a.value FROM contact_addresses a WHERE a.contact_id = c.id AND a.kind = 'phone' AND a.is_primary),
               email = (SELECT a.value FROM contact_addresses a WHERE a.contact_id = c.id AND a.kind = 'email' AND a.is_primary)
         WHERE c.id = ANY (@contactIds)
        """;

    private const string Tell = "INSERT INTO changes (kind, contact_id) SELECT 'contact', id FROM unnest(@contactIds) AS id";

    /// <param name="connection">In the batch's transaction.</param>
    /// <param name="rows">At most one of a contact.</param>
    /// <param name="plan">Skip, fill or overwrite.</param>
    /// <param name="now">Written as the time of the change.</param>
    /// <param name="outcomes">Told what became of each.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, List<(ImportRow Row, Guid ContactId)> rows, ImportPlan plan, DateTimeOffset now, ImportOutcomes outcomes, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        if (plan.Existing == ImportPlan.Skip)
        {
            foreach (var (row, contactId) in rows) outcomes.Skipped(row, "There is such a contact already.", contactId);
            return;
        }
        await connection.ExecuteAsync(new CommandDefinition(Lock, new { contactIds = rows.Select(one => one.ContactId).ToArray() }, cancellationToken: ct));
        var changed = await UpdateAsync(connection, rows, plan, now, ct);
        var taken = rows.Where(one => changed.Contains(one.ContactId)).ToList();
        await SaveAddressesAsync(connection, taken, plan, now, ct);
        foreach (var (row, contactId) in rows)
        {
            if (changed.Contains(contactId)) outcomes.Updated(row, contactId);
            else outcomes.Refused(row, $"The contact would have more than {ContactRules.MostAddresses} addresses or {ContactRules.LargestMetadata / 1024} KB of details.");
        }
    }

    private static async Task<HashSet<Guid>> UpdateAsync(
        NpgsqlConnection connection, List<(ImportRow Row, Guid ContactId)> rows, ImportPlan plan, DateTimeOffset now, CancellationToken ct) =>
        [.. await connection.QueryAsync<Guid>(new CommandDefinition(Update, new
        {
            overwrite = plan.Existing == ImportPlan.Overwrite,
            contactIds = rows.Select(one => one.ContactId).ToArray(),
            names = rows.Select(one => one.Row.Name).ToArray(),
            zones = rows.Select(one => one.Row.TimeZone).ToArray(),
            plans = rows.Select(one => one.Row.Plan).ToArray(),
            prices = rows.Select(one => one.Row.Price).ToArray(),
            since = rows.Select(one => one.Row.MemberSince?.UtcDateTime).ToArray(),
            metadata = rows.Select(one => one.Row.Metadata).ToArray(),
            labels = rows.Select(one => string.Join('\n', one.Row.Labels)).ToArray(),
            counts = rows.Select(one => one.Row.Addresses.Count - 1).ToArray(), // one of them it is known by
            largestMetadata = ContactRules.LargestMetadata,
            mostAddresses = ContactRules.MostAddresses,
            now,
        }, cancellationToken: ct))];

    private static async Task SaveAddressesAsync(
        NpgsqlConnection connection, List<(ImportRow Row, Guid ContactId)> rows, ImportPlan plan, DateTimeOffset now, CancellationToken ct)
    {
        var all = rows.SelectMany(one => one.Row.Addresses.Select(typed => (Typed: typed, one.ContactId))).ToList();
        await connection.ExecuteAsync(new CommandDefinition(InsertAddresses, new
        {
            ids = all.Select(_ => NewId.Next()).ToArray(),
            contactIds = all.Select(address => address.ContactId).ToArray(),
            kinds = all.Select(address => address.Typed.Address!.Kind).ToArray(),
            values = all.Select(address => address.Typed.Address!.Value).ToArray(),
            raws = all.Select(address => address.Typed.Raw).ToArray(),
            spellings = all.Select(address => string.Join(' ', Addresses.VariantsOf(address.Typed.Address!))).ToArray(),
            now,
        }, cancellationToken: ct));
        var firsts = rows.SelectMany(one => one.Row.Addresses.DistinctBy(typed => typed.Address!.Kind).Select(typed => (typed.Address!.Kind, typed.Address.Value, one.ContactId))).ToList();
        var parameters = new
        {
            overwrite = plan.Existing == ImportPlan.Overwrite,
            contactIds = firsts.Select(first => first.ContactId).ToArray(),
            kinds = firsts.Select(first => first.Kind).ToArray(),
            values = firsts.Select(first => first.Value).ToArray(),
        };
        foreach (var sql in new[] { StepDown, StepUp }) await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
        var contactIds = rows.Select(one => one.ContactId).ToArray();
        foreach (var sql in new[] { Mirror, Tell }) await connection.ExecuteAsync(new CommandDefinition(sql, new { contactIds }, cancellationToken: ct));
    }
}
