using System.Data;
using Dapper;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>
/// The application's door to PostgreSQL: one pool, short calls. SQL stands beside the type it fills and is handed in as
/// text with named parameters (<c>@name</c>); nothing here builds SQL.
/// </summary>
internal sealed class Db(Func<NpgsqlDataSource> pool)
{
    static Db()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new UtcTimestamps());
    }

    public Db(NpgsqlDataSource source) : this(() => source) { }

    /// <summary>Asked for each time: how sessions get their role may turn out only once the server is reached.</summary>
    public NpgsqlDataSource Source => pool();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => Source.OpenConnectionAsync(ct);

    public async Task<List<T>> ListAsync<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList();
    }

    /// <summary>The one row, or null where there is none; more than one is a bug and throws.</summary>
    public async Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    /// <summary>Runs a statement and answers how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction: committed when it returns, rolled back when it throws.
    /// Keep it short: an open write transaction holds back the change feed of everyone.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Npgsql reads timestamptz as UTC <see cref="DateTime"/>; the product speaks <see cref="DateTimeOffset"/>.</summary>
    private sealed class UtcTimestamps : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset offset => offset,
            DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            _ => throw new InvalidCastException($"A timestamp was expected, not {value.GetType()}."),
        };

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz;
            parameter.Value = value.UtcDateTime;
        }
    }
}
