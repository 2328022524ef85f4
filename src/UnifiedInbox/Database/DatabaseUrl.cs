using System.Globalization;
using Npgsql;

namespace UnifiedInbox.Database;

/// <summary>
/// Turns a PostgreSQL URI, as hosting providers hand it out, into what Npgsql takes. Parameters meant for other drivers
/// are passed over; an Npgsql connection string passes as it is.
/// </summary>
internal static class DatabaseUrl
{
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return new NpgsqlConnectionStringBuilder(text);
        // Not System.Uri: it knows one host only, and chokes on passwords that were not encoded.
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = Cut(rest, rest.IndexOf('?', StringComparison.Ordinal));
        var at = beforeQuery.LastIndexOf('@');
        var (credentials, place) = at < 0 ? ("", beforeQuery) : (beforeQuery[..at], beforeQuery[(at + 1)..]);
        var (hosts, database) = Cut(place, place.IndexOf('/', StringComparison.Ordinal));
        var (user, password) = Cut(credentials, credentials.IndexOf(':', StringComparison.Ordinal));

        var builder = new NpgsqlConnectionStringBuilder();
        if (user.Length > 0) builder.Username = Decode(user);
        if (password.Length > 0) builder.Password = Decode(password);
        if (database.Length > 0) builder.Database = Decode(database);
        SetHosts(builder, hosts);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(parameter, parameter.IndexOf('=', StringComparison.Ordinal));
            SetParameter(builder, name, Decode(value));
        }
        return builder;
    }

    /// <summary><c>a:5432,b:5433</c>, <c>[::1]:5432</c>, or an encoded socket folder. One port for all is set as the port.</summary>
    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string hosts)
    {
        var list = hosts.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (list.Length != 1)
        {
            if (list.Length > 1) builder.Host = Decode(hosts);
            return;
        }
        var colon = list[0].LastIndexOf(':');
        if (colon > list[0].LastIndexOf(']') && int.TryParse(list[0][(colon + 1)..], CultureInfo.InvariantCulture, out var port))
            (builder.Host, builder.Port) = (Host(list[0][..colon]), port);
        else
            builder.Host = Host(list[0]);
    }

    private static void SetParameter(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "host": builder.Host = value; break;
            case "port": builder.Port = Number(name, value); break;
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "dbname": builder.Database = value; break;
            case "sslmode": builder.SslMode = Choice<SslMode>(name, value.Replace("-", "", StringComparison.Ordinal)); break;
            case "ssl" when value is "true" or "1": builder.SslMode = SslMode.Require; break;
            case "sslrootcert" when value != "system": builder.RootCertificate = value; break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "sslpassword": builder.SslPassword = value; break;
            case "channel_binding": builder.ChannelBinding = Choice<ChannelBinding>(name, value); break;
            case "connect_timeout": builder.Timeout = Number(name, value); break;
            case "application_name": builder.ApplicationName = value; break;
            case "options": builder.Options = value; break;
            case "schema" or "search_path" or "currentschema": builder.SearchPath = value; break;
            case "connection_limit" or "pool_max_conns": builder.MaxPoolSize = Math.Max(2, Number(name, value)); break;
            case "target_session_attrs": builder.TargetSessionAttributes = value; break;
            // A pooler that lends a server connection for one transaction loses prepared statements.
            case "pgbouncer" when value is "true" or "1": builder.MaxAutoPrepare = 0; builder.NoResetOnClose = true; break;
            default: break;
        }
    }

    private static T Choice<T>(string name, string value) where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var choice)
            ? choice
            : throw new OperatorException($"DATABASE_URL has {name}={value}; known are {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static int Number(string name, string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new OperatorException($"DATABASE_URL has {name}={value}; a number is expected.");

    private static string Host(string host) => Decode(host).Trim('[', ']');

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static (string Before, string After) Cut(string text, int index) =>
        index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
}
