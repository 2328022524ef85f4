using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace UnifiedInbox.Database.Roles;

/// <summary>
/// The app's connections to PostgreSQL, by who they are for. Each session begins in its role and keeps it: never SET ROLE, which a
/// reset of the connection undoes. The logins carry a mark of SECRET_KEY in their name, because roles belong to the whole server,
/// and two installations on it must not change each other's password.
/// </summary>
internal sealed class Pools(DatabaseServer server, SecretKey key) : IAsyncDisposable
{
    public const string StaffRole = "inbox_staff";
    public const string MemberRole = "inbox_member";

    /// <summary>Members read a page now and then; staff and workers have the rest of the server's connections.</summary>
    private const int MemberConnections = 8;

    private readonly Lock gate = new();
    private NpgsqlDataSource? staff;
    private NpgsqlDataSource? member;

    public RoleMode Mode { get; private set; } = server.IsPooled ? RoleMode.Owner : RoleMode.Login;

    /// <summary>For everything but the portal.</summary>
    public NpgsqlDataSource Staff
    {
        get
        {
            lock (gate) return staff ??= Open(StaffRole, connections: null);
        }
    }

    /// <summary>For members; opened when the first one comes. Null where rows cannot guard themselves.</summary>
    public NpgsqlDataSource? Member
    {
        get
        {
            lock (gate) return Mode == RoleMode.Owner ? null : member ??= Open(MemberRole, MemberConnections);
        }
    }

    public string LoginOf(string role) => role + "_" + Mark("name", role)[..12];

    /// <summary>Of hexadecimal digits. The server is told its verifier alone (<see cref="ScramVerifier"/>).</summary>
    public string PasswordOf(string role) => Mark("password", role);

    /// <summary>Changes how sessions get their role. Connections that are out come back to a pool that is gone, and end.</summary>
    public async Task UseAsync(RoleMode mode)
    {
        NpgsqlDataSource?[] former;
        lock (gate)
        {
            if (mode == Mode) return;
            Mode = mode;
            former = [staff, member];
            (staff, member) = (null, null);
        }
        foreach (var source in former)
            if (source is not null) await source.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (staff is not null) await staff.DisposeAsync();
        if (member is not null) await member.DisposeAsync();
    }

    private NpgsqlDataSource Open(string role, int? connections)
    {
        var settings = server.PoolSettings();
        if (connections is { } most) settings.MaxPoolSize = Math.Min(most, settings.MaxPoolSize);
        switch (Mode)
        {
            case RoleMode.Login:
                (settings.Username, settings.Password) = (LoginOf(role), PasswordOf(role));
                break;
            case RoleMode.Option:
                settings.Options = $"{settings.Options} -c role={role}".Trim();
                break;
        }
        return NpgsqlDataSource.Create(settings.ConnectionString);
    }

    private string Mark(string purpose, string role) =>
        Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Text), 32, info: Encoding.UTF8.GetBytes($"database-role {purpose} {role}")));
}
