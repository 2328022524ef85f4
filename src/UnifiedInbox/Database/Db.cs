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

    /// <summary>A connection to keep, for who listens on it. Statements go through <see cref="UseAsync{T}"/>.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => Source.OpenConnectionAsync(ct);

    public Task<List<T>> ListAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        UseAsync(async connection => (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList(), ct);

    /// <summary>The one row, or null where there is none; more than one is a bug and throws.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        UseAsync(connection => connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct);

    /// <summary>Runs a statement and answers how many rows it touched.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) =>
        UseAsync(connection => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct);

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction: committed when it returns, rolled back when it throws.
    /// Keep it short: an open write transaction holds back the change feed of everyone.
    /// </summary>
    public Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct) => UseAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }, ct);

    /// <summary>Several statements on one connection.</summary>
    public Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct) => Source.UseAsync(work, ct);

    /// <inheritdoc cref="UseAsync{T}"/>
    public Task UseAsync(Func<NpgsqlConnection, Task> work, CancellationToken ct) => Source.UseAsync(async connection =>
    {
        await work(connection);
        return true;
    }, ct);

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
