using Npgsql;
using UnifiedInbox.Database.Embedded;

namespace UnifiedInbox.Database;

/// <summary>Which database the product keeps its data in.</summary>
internal sealed record DatabaseOptions
{
    /// <summary><c>DATABASE_URL</c> or <c>ConnectionStrings:Postgres</c>. Default: none, the app brings its own server.</summary>
    public NpgsqlConnectionStringBuilder? Server { get; init; }

    /// <summary><c>DATA_DIR</c>: the embedded server's files, attachments, the generated secret.</summary>
    public required string DataDir { get; init; }

    /// <summary><c>PG_BIN</c>: the bin folder of a PostgreSQL to prefer for the embedded server.</summary>
    public string? PgBin { get; init; }

    public static DatabaseOptions From(IConfiguration configuration) => new()
    {
        Server = Parse(configuration.Text("DATABASE_URL", "ConnectionStrings:Postgres")),
        DataDir = Path.GetFullPath(configuration.Text("DATA_DIR") ?? DataFolder.Default()),
        PgBin = configuration.Text("PG_BIN"),
    };

    private static NpgsqlConnectionStringBuilder? Parse(string? text)
    {
        if (text is null) return null;
        try
        {
            var server = DatabaseUrl.Parse(text);
            return server.Host is { Length: > 0 }
                ? server
                : throw new OperatorException("DATABASE_URL names no host. It looks like postgresql://user:password@host:5432/database");
        }
        catch (ArgumentException e)
        {
            // The message may quote the whole text, which holds a password.
            throw new OperatorException("DATABASE_URL is not understood. It looks like postgresql://user:password@host:5432/database", e);
        }
    }
}
