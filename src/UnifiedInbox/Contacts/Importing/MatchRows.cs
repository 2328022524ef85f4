using Dapper;
using Npgsql;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Rows of a batch sorted by whom they are about.</summary>
/// <param name="Fresh">Nobody has an address of theirs.</param>
/// <param name="Known">With whose they are.</param>
internal sealed record MatchedRows(List<ImportRow> Fresh, List<(ImportRow Row, Guid ContactId)> Known);

/// <summary>Finds out whom the rows of a batch are about, by any address and any spelling it may be known under.</summary>
internal static class MatchRows
{
    /// <summary>The lock Intake takes in a sender's name, in the order it takes them: who writes in this moment is not made twice.</summary>
    private const string LockSenders = "SELECT pg_advisory_xact_lock(hashtextextended(key, 7)) FROM unnest(@keys) WITH ORDINALITY AS k (key, place) ORDER BY place";

    private const string Sql = """
        SELECT DISTINCT t.row,
               a.contact_id
          FROM unnest(@rows, @values) AS t (row, value)
          JOIN contact_addresses a ON a.value = t.value
        """;

    public static Task LockAsync(NpgsqlConnection connection, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var keys = rows.SelectMany(row => row.Addresses).Select(typed => Addresses.VariantsOf(typed.Address!)[0]).Distinct().Order(StringComparer.Ordinal).ToArray();
        return connection.ExecuteAsync(new CommandDefinition(LockSenders, new { keys }, cancellationToken: ct));
    }

    /// <summary>Rows that belong to two people at once are refused here.</summary>
    public static async Task<MatchedRows> RunAsync(NpgsqlConnection connection, IReadOnlyList<ImportRow> rows, ImportOutcomes outcomes, CancellationToken ct)
    {
        var spellings = rows.SelectMany((row, index) => row.Addresses.SelectMany(typed => Addresses.VariantsOf(typed.Address!)).Select(value => (index, value))).ToList();
        var parameters = new { rows = spellings.Select(one => one.index).ToArray(), values = spellings.Select(one => one.value).ToArray() };
        var owners = (await connection.QueryAsync<(int Row, Guid ContactId)>(new CommandDefinition(Sql, parameters, cancellationToken: ct)))
            .ToLookup(match => match.Row, match => match.ContactId);
        var matched = new MatchedRows([], []);
        for (var i = 0; i < rows.Count; i++)
        {
            var people = owners[i].ToList();
            if (people.Count == 0) matched.Fresh.Add(rows[i]);
            else if (people.Count == 1) matched.Known.Add((rows[i], people[0]));
            else outcomes.Refused(rows[i], "Its addresses belong to different contacts: merge them first, or take one address out.");
        }
        return matched;
    }
}
