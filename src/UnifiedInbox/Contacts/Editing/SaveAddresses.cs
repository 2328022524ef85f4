using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Editing;

/// <summary>Brings a contact's rows in line with its edited addresses; a row that stays keeps its id and its age.</summary>
internal static class SaveAddresses
{
    private const string Delete = "DELETE FROM contact_addresses WHERE contact_id = @contactId AND value <> ALL (@values)";

    /// <summary>At no time may two of a kind be primary, so the old ones step down first.</summary>
    private const string StepDown = "UPDATE contact_addresses SET is_primary = false WHERE contact_id = @contactId AND is_primary AND value <> ALL (@primaries)";

    private const string Insert = """
        INSERT INTO contact_addresses (id, contact_id, kind, value, raw, created_at)
        SELECT a.id, @contactId, a.kind, a.value, a.raw, @now
          FROM unnest(@ids, @newKinds, @newValues, @newRaws) AS a (id, kind, value, raw)
        """;

    private const string StepUp = "UPDATE contact_addresses SET is_primary = true WHERE contact_id = @contactId AND NOT is_primary AND value = ANY (@primaries)";

    public static async Task RunAsync(
        NpgsqlConnection connection, Contact contact, IReadOnlyList<AddressBook.Entry> addresses, DateTimeOffset now, CancellationToken ct)
    {
        var before = contact.Addresses.Select(address => (address.Value, address.IsPrimary)).ToHashSet();
        if (before.SetEquals(addresses.Select(address => (address.Value, address.IsPrimary)))) return;
        var added = addresses.Where(address => contact.Addresses.All(known => known.Value != address.Value)).ToList();
        var parameters = new
        {
            contactId = contact.Id,
            values = addresses.Select(address => address.Value).ToArray(),
            primaries = addresses.Where(address => address.IsPrimary).Select(address => address.Value).ToArray(),
            ids = added.Select(_ => NewId.Next()).ToArray(),
            newKinds = added.Select(address => address.Kind).ToArray(),
            newValues = added.Select(address => address.Value).ToArray(),
            newRaws = added.Select(address => address.Raw).ToArray(),
            now,
        };
        foreach (var sql in new[] { Delete, StepDown, Insert, StepUp })
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
