using System.Net.Sockets;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>Which failures mean “not now” and which mean “not like this”.</summary>
internal static class DatabaseErrors
{
    /// <summary>The server cannot be reached, is starting or stopping, or has no connection left: waiting helps.</summary>
    public static bool IsUnavailable(Exception? error) => error switch
    {
        null => false,
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull
            or PostgresErrorCodes.ReadOnlySqlTransaction
            || e.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException e => e.InnerException is not PostgresException || IsUnavailable(e.InnerException),
        SocketException => true,
        _ => false,
    };

    /// <summary>The server answered and will not have us: somebody has to change <c>DATABASE_URL</c> or the server.</summary>
    public static OperatorException? Refusal(Exception error) => (error as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new OperatorException("The server that DATABASE_URL names does not accept its user or password.", error),
        PostgresErrorCodes.InvalidCatalogName =>
            new OperatorException("The database that DATABASE_URL names does not exist on its server. Create it, or correct DATABASE_URL.", error),
        PostgresErrorCodes.InsufficientPrivilege =>
            new OperatorException("The user that DATABASE_URL names may not do what is needed; it has to own its database.", error),
        _ => null,
    };
}
