using Dapper;
using Npgsql;

namespace UnifiedInbox.Contacts.Merging;

/// <summary>
/// Takes the locks Intake takes in a sender's name, for every address of some contacts: nothing of theirs comes in until the transaction
/// ends. Numbers first and by their text, mail addresses then and by their hash: the orders in which Intake takes several.
/// </summary>
internal static class LockSenders
{
    private const string Find = "SELECT value, kind FROM contact_addresses WHERE contact_id = ANY (@contacts)";

    private const string LockInOrder = "SELECT pg_advisory_xact_lock(hashtextextended(key, 7)) FROM unnest(@keys) WITH ORDINALITY AS k (key, place) ORDER BY place";

    private const string LockByHash = "SELECT pg_advisory_xact_lock(k.key) FROM (SELECT DISTINCT hashtextextended(key, 7) AS key FROM unnest(@keys) AS key ORDER BY 1) k";

    public static async Task RunAsync(NpgsqlConnection connection, Guid[] contacts, CancellationToken ct)
    {
        var addresses = await ReadAsync(connection, contacts, ct);
        var mail = addresses.ToLookup(address => address.Kind == AddressKind.Email, address => Addresses.VariantsOf(address)[0]);
        await connection.ExecuteAsync(new CommandDefinition(LockInOrder, new { keys = mail[false].Distinct().Order(StringComparer.Ordinal).ToArray() }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(LockByHash, new { keys = mail[true].Distinct().ToArray() }, cancellationToken: ct));
    }

    public static async Task<List<Address>> ReadAsync(NpgsqlConnection connection, Guid[] contacts, CancellationToken ct) =>
        (await connection.QueryAsync<(string Value, string Kind)>(new CommandDefinition(Find, new { contacts }, cancellationToken: ct)))
            .Select(row => new Address(row.Value, row.Kind)).ToList();
}
