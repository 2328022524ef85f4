using Dapper;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>Tables that are cut by month on their column <c>at</c>; the catalogue knows which.</summary>
internal static class Partitions
{
    private const int MonthsAhead = 12;

    /// <summary>Those whose partition of next month is not there yet.</summary>
    public const string WithoutNextMonth = """
        SELECT parent.relname
          FROM pg_partitioned_table cut
          JOIN pg_class parent ON parent.oid = cut.partrelid
         WHERE parent.relnamespace = current_schema()::regnamespace
           AND to_regclass(parent.relname || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', '"_"YYYYMM')) IS NULL
         ORDER BY parent.relname
        """;

    private const string Make = """
        SELECT coalesce(sum(ensure_partitions(parent.relname, @MonthsAhead)), 0)
          FROM pg_partitioned_table cut
          JOIN pg_class parent ON parent.oid = cut.partrelid
         WHERE parent.relnamespace = current_schema()::regnamespace
        """;

    /// <summary>Months that ended before <c>@before</c>, oldest first.</summary>
    private const string Ended = """
        SELECT part.relname
          FROM pg_inherits link
          JOIN pg_class part ON part.oid = link.inhrelid
          JOIN pg_class parent ON parent.oid = link.inhparent AND parent.relkind = 'p'
         WHERE part.relnamespace = current_schema()::regnamespace
           AND part.relname ~ '_[0-9]{6}$'
           AND to_date(right(part.relname, 6), 'YYYYMM') + interval '1 month' <= @before
         ORDER BY part.relname
        """;

    /// <summary>Making a partition locks its table for a moment; whoever would have to wait for it longer comes again later.</summary>
    public static async Task<int> MakeAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await connection.ExecuteAsync("SET LOCAL lock_timeout = '2s'");
            var made = await connection.ExecuteScalarAsync<int>(new CommandDefinition(Make, new { MonthsAhead }, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return made;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return 0;
        }
    }

    /// <summary>Drops the ended months from which everything has been deleted: each one costs every query a little.</summary>
    public static async Task DropEmptyAsync(NpgsqlDataSource owner, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        var ended = await connection.QueryAsync<string>(new CommandDefinition(Ended, new { before = before.UtcDateTime }, cancellationToken: ct));
        foreach (var name in ended)
        {
            // A name from the catalogue; a statement that defines takes no parameters.
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM \"" + name + "\")", cancellationToken: ct))) continue;
            await connection.ExecuteAsync(new CommandDefinition("DROP TABLE \"" + name + "\"", cancellationToken: ct));
        }
    }
}
