namespace UnifiedInbox.Database;

/// <summary>Tables that are cut by month on their column <c>at</c>.</summary>
internal static class Partitions
{
    public const int MonthsAhead = 12;

    /// <summary>Those whose partition of next month is not there yet.</summary>
    public const string WithoutNextMonth = """
        SELECT parent.relname
          FROM pg_partitioned_table cut
          JOIN pg_class parent ON parent.oid = cut.partrelid
         WHERE parent.relnamespace = current_schema()::regnamespace
           AND to_regclass(parent.relname || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '"_"YYYYMM')) IS NULL
         ORDER BY parent.relname
        """;
}
