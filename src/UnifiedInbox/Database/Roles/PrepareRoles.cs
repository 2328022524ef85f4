using Dapper;
using Npgsql;

namespace UnifiedInbox.Database.Roles;

/// <summary>
/// Sees to it that the roles of the app are there and may do what they have to, after migrations and before the first request. Where
/// nothing has changed that is one query. Works as the owner.
/// </summary>
internal sealed partial class PrepareRoles(Pools pools, DatabaseServer server, ILogger<PrepareRoles> log)
{
    private const int Tries = 5;

    /// <summary>Granted for the schema as these scripts made it; kept beside them, so that a restore asks for it anew.</summary>
    private const string Granted = "granted.sql";

    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('inbox roles', 0))";

    private const string Look = """
        SELECT (SELECT count(*) FROM pg_roles WHERE rolname IN ('inbox_staff', 'inbox_member')) = 2 AS hasRoles,
               (SELECT count(*) FROM pg_roles WHERE rolname IN (@staff, @member) AND rolcanlogin) = 2 AS hasLogins,
               (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS canCreate,
               coalesce((SELECT hash FROM schema_migrations WHERE name = @granted) = (SELECT md5(string_agg(name || hash, ',' ORDER BY name)) FROM schema_migrations WHERE name <> @granted), false) AS isGranted
        """;

    private const string Record = """
        INSERT INTO schema_migrations (name, hash)
        SELECT @granted, md5(string_agg(name || hash, ',' ORDER BY name)) FROM schema_migrations WHERE name <> @granted
        ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, applied_at = now()
        """;

    /// <summary>Roles belong to the server: another database may make the same one in this moment.</summary>
    private const string MakeRoles = """
        DO $$ BEGIN CREATE ROLE inbox_staff NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        DO $$ BEGIN CREATE ROLE inbox_member NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        DO $$ BEGIN
            IF NOT pg_has_role(current_user, 'inbox_staff', 'USAGE') THEN GRANT inbox_staff TO CURRENT_USER; END IF;
            IF NOT pg_has_role(current_user, 'inbox_member', 'USAGE') THEN GRANT inbox_member TO CURRENT_USER; END IF;
        END $$;
        """;

    public async Task RunAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        try
        {
            await pools.UseAsync(await PrepareAsync(owner, ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await pools.UseAsync(RoleMode.Option); // the roles are somebody else's to give; perhaps they were given to us
        }
        if (pools.Mode == RoleMode.Login && !await CanOpenAsync(ct)) await pools.UseAsync(RoleMode.Option);
        if (pools.Mode == RoleMode.Option && !await CanOpenAsync(ct)) await pools.UseAsync(RoleMode.Owner);
        if (pools.Mode != RoleMode.Login) LogWeaker(pools.Mode, server.IsPooled ? "DATABASE_URL leads through a transaction pooler; use the direct address" : "its user may not create roles");
    }

    private async Task<RoleMode> PrepareAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        var state = await LookAsync(connection, ct);
        if (!state.HasRoles && !state.CanCreate) return RoleMode.Owner;
        if (!state.HasRoles) await AgainAsync(() => connection.ExecuteAsync(MakeRoles));
        if (!state.IsGranted || !state.HasRoles) await GrantAsync(connection, ct);
        if (server.IsPooled) return RoleMode.Owner;
        if (!state.HasLogins && state.CanCreate)
            foreach (var role in new[] { Pools.StaffRole, Pools.MemberRole }) await AgainAsync(() => connection.ExecuteAsync(MakeLogin(role)));
        return state.HasLogins || state.CanCreate ? RoleMode.Login : RoleMode.Option;
    }

    /// <summary>A statement that defines takes no parameters: names are made of letters, digits and underscores, verifiers of base64, colons and dollars.</summary>
    private string MakeLogin(string role) =>
        "DO $make$ BEGIN CREATE ROLE " + pools.LoginOf(role) + " LOGIN PASSWORD '" + ScramVerifier.Of(pools.PasswordOf(role)) + "' IN ROLE " + role
        + "; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $make$;"
        + (role == Pools.MemberRole ? "ALTER ROLE " + pools.LoginOf(role) + " SET statement_timeout = '10s'; ALTER ROLE " + pools.LoginOf(role) + " SET idle_in_transaction_session_timeout = '30s'" : "");

    private async Task<State> LookAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await connection.QuerySingleAsync<State>(new CommandDefinition(Look,
            new { staff = pools.LoginOf(Pools.StaffRole), member = pools.LoginOf(Pools.MemberRole), granted = Granted }, cancellationToken: ct));

    private static async Task GrantAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(Lock, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("SELECT grant_roles()", cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(Record, new { granted = Granted }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Two that change one role at once: PostgreSQL refuses the second ("tuple concurrently updated").</summary>
    private static async Task AgainAsync(Func<Task> step)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await step();
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InternalError && attempt < Tries)
            {
                // the other one has it now
            }
        }
    }

    /// <summary>Whether the server lets such a session in; the connection stays in the pool for the first request.</summary>
    private async Task<bool> CanOpenAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await pools.Staff.OpenConnectionAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("28", StringComparison.Ordinal) || e.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.ProtocolViolation)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Row level security holds less than it could ({Mode}): {Reason}. See docs/operations.md, Roles")]
    private partial void LogWeaker(RoleMode mode, string reason);

    private sealed record State
    {
        public bool HasRoles { get; init; }
        public bool HasLogins { get; init; }
        public bool CanCreate { get; init; }
        public bool IsGranted { get; init; }
    }
}
