using Dapper;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>Makes the labels that rows of a batch name and that are not there yet; a column that makes no end of labels is none.</summary>
internal static class NameLabels
{
    /// <summary>In the whole team. A wrong column of a long list would make a label of every row.</summary>
    private const int Most = 500;

    private const string Missing = """
        SELECT n.name
          FROM unnest(@names) AS n (name)
         WHERE NOT EXISTS (SELECT FROM labels l WHERE l.name = n.name::citext)
        """;

    private const string Room = "SELECT greatest(0, @most - count(*))::int FROM labels";

    private const string Insert = """
        INSERT INTO labels (id, name, created_at)
        SELECT n.id, n.name::citext, @now FROM unnest(@ids, @names) AS n (id, name)
        ON CONFLICT (name) DO NOTHING
        """;

    private const string Tell = "INSERT INTO changes (kind) VALUES ('settings')";

    /// <summary>The rows that may go on; the others are refused.</summary>
    public static async Task<List<ImportRow>> RunAsync(
        NpgsqlConnection connection, List<ImportRow> rows, DateTimeOffset now, bool write, ImportOutcomes outcomes, CancellationToken ct)
    {
        var names = rows.SelectMany(row => row.Labels).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (names.Length == 0) return rows;
        var missing = (await connection.QueryAsync<string>(new CommandDefinition(Missing, new { names }, cancellationToken: ct))).AsList();
        if (missing.Count == 0) return rows;
        var room = await connection.QuerySingleAsync<int>(new CommandDefinition(Room, new { most = Most }, cancellationToken: ct));
        var refused = missing.Skip(room).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var made = missing.Take(room).ToArray();
        if (write && made.Length > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(Insert, new { ids = made.Select(_ => NewId.Next()).ToArray(), names = made, now }, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition(Tell, null, cancellationToken: ct));
        }
        foreach (var row in rows.Where(row => row.Labels.Any(refused.Contains))) outcomes.Refused(row, $"A team has at most {Most} labels. Is this the right column?");
        return [.. rows.Where(row => !row.Labels.Any(refused.Contains))];
    }
}
