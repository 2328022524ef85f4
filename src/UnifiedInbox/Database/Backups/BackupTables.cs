using Dapper;
using Npgsql;

namespace UnifiedInbox.Database.Backups;

/// <summary>Which tables there are to back up, a table after those it refers to.</summary>
internal static class BackupTables
{
    /// <summary>The schema is made anew by migrations; the feed and repeated requests mean nothing to another database; the index of words and the counts are made again.</summary>
    private static readonly string[] Skipped = ["schema_migrations", "changes", "idempotency_keys", "message_search", "search_marks", "search_state", "analytics_marks",
        "message_counts", "load_counts", "day_counts", "hour_counts", "member_counts", "durations", "duration_counts", "duration_bins", "duration_sums"];

    private const string TablesSql = """
        SELECT t.relname AS name,
               array_agg(c.attname::text ORDER BY c.attnum) AS columns
          FROM pg_class t
          JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
         WHERE t.relnamespace = current_schema()::regnamespace
           AND t.relkind IN ('r', 'p')
           AND NOT t.relispartition
           AND t.relname <> ALL (@skipped)
         GROUP BY t.relname
         ORDER BY t.relname
        """;

    private const string ReferencesSql = """
        SELECT child.relname AS child,
               parent.relname AS parent
          FROM pg_constraint reference
          JOIN pg_class child ON child.oid = reference.conrelid
          JOIN pg_class parent ON parent.oid = reference.confrelid
         WHERE reference.contype = 'f'
           AND child.relnamespace = current_schema()::regnamespace
           AND child.oid <> parent.oid
        """;

    public static async Task<IReadOnlyList<BackupTable>> ListAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var tables = await connection.QueryAsync<(string Name, string[] Columns)>(
            new CommandDefinition(TablesSql, new { skipped = Skipped }, cancellationToken: ct));
        var references = await connection.QueryAsync<(string Child, string Parent)>(
            new CommandDefinition(ReferencesSql, cancellationToken: ct));
        var parents = references.ToLookup(reference => reference.Child, reference => reference.Parent);
        return ParentsFirst(tables.ToDictionary(table => table.Name, table => new BackupTable(table.Name, table.Columns, 0)), parents);
    }

    private static List<BackupTable> ParentsFirst(Dictionary<string, BackupTable> tables, ILookup<string, string> parents)
    {
        var ordered = new List<BackupTable>(tables.Count);
        var seen = new HashSet<string>();
        foreach (var name in tables.Keys) Visit(name);
        return ordered;

        void Visit(string name)
        {
            if (!tables.TryGetValue(name, out var table) || !seen.Add(name)) return;
            foreach (var parent in parents[name]) Visit(parent);
            ordered.Add(table);
        }
    }
}
