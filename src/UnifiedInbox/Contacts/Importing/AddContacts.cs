using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Makes the contacts of a batch, set by set.</summary>
internal static class AddContacts
{
    /// <summary>With the text to search for, as contact_search_text() makes it: given along it spares a second version of every row.</summary>
    private const string InsertContacts = """
        INSERT INTO contacts (id, name, phone, email, time_zone, plan, price, member_since, metadata, labels, search_text, created_at, updated_at)
        SELECT n.id, n.name, n.phone, n.email, n.time_zone, n.plan, n.price, n.member_since, n.metadata::jsonb,
               coalesce((SELECT array_agg(l.id ORDER BY l.name) FROM labels l WHERE l.name = ANY (string_to_array(nullif(n.labels, ''), E'\n')::citext[])), '{}'),
               left(' ' || fold(n.name) || fold(n.addresses), 600), @now, @now
          FROM unnest(@ids, @names, @phones, @emails, @zones, @plans, @prices, @since, @metadata, @labels, @addresses)
               AS n (id, name, phone, email, time_zone, plan, price, member_since, metadata, labels, addresses)
        """;

    private const string InsertAddresses = """
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, is_primary, created_at)
        SELECT a.id, a.contact_id, a.kind, a.value, a.raw, a.is_primary, @now
          FROM unnest(@ids, @contactIds, @kinds, @values, @raws, @primaries) AS a (id, contact_id, kind, value, raw, is_primary)
        """;

    /// <exception cref="PostgresException">An agent typed one of the addresses in this very moment: see <see cref="AddressOwner.IsTaken"/>.</exception>
    public static async Task RunAsync(NpgsqlConnection connection, List<ImportRow> rows, DateTimeOffset now, ImportOutcomes outcomes, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        var ids = rows.Select(_ => NewId.Next()).ToArray();
        await connection.ExecuteAsync(new CommandDefinition(InsertContacts, new
        {
            ids,
            names = rows.Select(row => row.Name).ToArray(),
            phones = rows.Select(row => row.First(AddressKind.Phone)).ToArray(),
            emails = rows.Select(row => row.First(AddressKind.Email)).ToArray(),
            zones = rows.Select(row => row.TimeZone).ToArray(),
            plans = rows.Select(row => row.Plan).ToArray(),
            prices = rows.Select(row => row.Price).ToArray(),
            since = rows.Select(row => row.MemberSince?.UtcDateTime).ToArray(),
            metadata = rows.Select(row => row.Metadata).ToArray(),
            labels = rows.Select(row => string.Join('\n', row.Labels)).ToArray(),
            addresses = rows.Select(row => string.Concat(row.Addresses.Select(typed => " " + typed.Address!.Value))).ToArray(),
            now,
        }, cancellationToken: ct));
        await AddressesAsync(connection, rows, ids, now, ct);
        for (var i = 0; i < rows.Count; i++) outcomes.Created(rows[i], ids[i]);
    }

    private static Task AddressesAsync(NpgsqlConnection connection, List<ImportRow> rows, Guid[] contactIds, DateTimeOffset now, CancellationToken ct)
    {
        var addresses = rows.SelectMany((row, index) => row.Addresses.Select(typed => (Typed: typed, Owner: contactIds[index], IsPrimary: row.First(typed.Address!.Kind) == typed.Address.Value))).ToList();
        return connection.ExecuteAsync(new CommandDefinition(InsertAddresses, new
        {
            ids = addresses.Select(_ => NewId.Next()).ToArray(),
            contactIds = addresses.Select(address => address.Owner).ToArray(),
            kinds = addresses.Select(address => address.Typed.Address!.Kind).ToArray(),
            values = addresses.Select(address => address.Typed.Address!.Value).ToArray(),
            raws = addresses.Select(address => address.Typed.Raw).ToArray(),
            primaries = addresses.Select(address => address.IsPrimary).ToArray(),
            now,
        }, cancellationToken: ct));
    }
}
