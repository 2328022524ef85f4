using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using UnifiedInbox.Audit;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

internal abstract record SignUpOutcome
{
    public sealed record Done(User User, string Token) : SignUpOutcome;

    public sealed record Invalid(FieldErrors Errors) : SignUpOutcome;

    public sealed record Closed : SignUpOutcome;

    public sealed record EmailTaken : SignUpOutcome;
}

/// <summary>Makes an account and signs it in. The first becomes admin, whoever it is; later ones need to be let in.</summary>
internal sealed class SignUp(Db db, SettingsStore settings, Sessions sessions, IPasswordHasher<User> hasher, TimeProvider time)
{
    /// <summary>Two people signing up first at the same moment come one after the other.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtext('sign_up'))";

    private const string AnyoneThere = "SELECT EXISTS (SELECT FROM users)";

    private const string FindInvitation = """
        SELECT id,
               email::text,
               role,
               contact_id
          FROM account_links
         WHERE token_hash = @hash
           AND kind = 'invitation'
           AND used_at IS NULL
           AND expires_at > @now
        """;

    private const string UseInvitation = "UPDATE account_links SET used_at = @now, user_id = @userId WHERE id = @id";

    private const string SetContact = "UPDATE users SET contact_id = @contactId WHERE id = @id";

    /// <summary>Who is invited as one contact does not take the address by which another one is known.</summary>
    private const string IsSomebodyElses = "SELECT EXISTS (SELECT FROM contact_addresses WHERE kind = 'email' AND value = lower(@email) AND contact_id <> @contactId)";

    private const string InsertUser = UserStore.Insert + " ON CONFLICT (email) DO NOTHING";

    public static Task<bool> IsFirstAsync(Db db, CancellationToken ct) =>
        db.FindAsync<bool>("SELECT NOT EXISTS (SELECT FROM users)", null, ct);

    public async Task<SignUpOutcome> RunAsync(NewAccount request, Device device, CancellationToken ct)
    {
        var (account, errors) = request.Checked();
        if (errors.Any) return new SignUpOutcome.Invalid(errors);

        return await db.UseAsync(connection => AddAsync(connection, account, device, ct), ct);
    }

    private async Task<SignUpOutcome> AddAsync(NpgsqlConnection connection, NewAccount account, Device device, CancellationToken ct)
    {
        // Asked before the password is hashed, which is work nobody without a right to it may cause; and again below.
        var (role, refusal) = await AdmitAsync(connection, account, ct);
        if (role == null) return refusal!;
        var user = NewUser(account);

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(Lock, cancellationToken: ct));
        (role, refusal) = await AdmitAsync(connection, account, ct);
        if (role == null) return refusal!;
        user.Role = role.Role;
        if (await connection.ExecuteAsync(new CommandDefinition(InsertUser, user, cancellationToken: ct)) == 0)
            return new SignUpOutcome.EmailTaken();
        if (role.ContactId is { } contactId)
        {
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsSomebodyElses, new { contactId, user.Email }, cancellationToken: ct)))
                return new SignUpOutcome.Invalid(FieldErrors.Of("email", "This address cannot be used with this invitation. Use your own."));
            await connection.ExecuteAsync(new CommandDefinition(SetContact, new { contactId, id = user.Id }, cancellationToken: ct));
        }
        await connection.ExecuteAsync(new CommandDefinition(
            UseInvitation, new { id = role.InvitationId, userId = user.Id, now = user.CreatedAt }, cancellationToken: ct));
        var caller = new Caller(user.Id, user.Name, user.Email, RoleName.Parse(user.Role)!.Value, null, null);
        await AuditLog.RecordAsync(connection, caller, "user.signed_up", "user", user.Id.ToString(),
            new { user.Role, invitation = role.InvitationId }, ct);
        var token = await sessions.StartAsync(connection, user.Id, device, ct);
        await transaction.CommitAsync(ct);
        return new SignUpOutcome.Done(user, token);
    }

    private User NewUser(NewAccount account)
    {
        var user = new User
        {
            Id = NewId.Next(time),
            Email = account.Email!,
            Name = account.Name!,
            SecurityStamp = SecretToken.New(""),
            ConcurrencyStamp = NewId.Next(time).ToString(),
            CreatedAt = time.GetUtcNow(),
        };
        user.PasswordHash = hasher.HashPassword(user, account.Password!);
        return user;
    }

    private async Task<(Admission? Role, SignUpOutcome? Refusal)> AdmitAsync(NpgsqlConnection connection, NewAccount account, CancellationToken ct)
    {
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(AnyoneThere, cancellationToken: ct)))
            return (new Admission(RoleName.Admin, null, null), null);
        if (SecretToken.LooksRight(account.Invitation, SecretToken.LinkPrefix))
        {
            var parameters = new { hash = SecretToken.Hash(account.Invitation!), now = time.GetUtcNow() };
            var invitation = await connection.QuerySingleOrDefaultAsync<InvitationRow>(
                new CommandDefinition(FindInvitation, parameters, cancellationToken: ct));
            if (invitation != null) return Accept(invitation, account);
        }
        var rule = await SignUpRule.ReadAsync(settings, ct);
        return rule.Admits(account.Email!) ? (new Admission(RoleName.Agent, null, null), null) : (null, new SignUpOutcome.Closed());
    }

    private static (Admission?, SignUpOutcome?) Accept(InvitationRow invitation, NewAccount account) =>
        invitation.Email == null || string.Equals(invitation.Email, account.Email, StringComparison.OrdinalIgnoreCase)
            ? (new Admission(invitation.Role, invitation.Id, invitation.ContactId), null)
            : (null, new SignUpOutcome.Invalid(FieldErrors.Of("email", $"This invitation is for {invitation.Email}.")));

    /// <summary><c>POST /api/auth/sign-up</c></summary>
    public static async Task<IResult> EndpointAsync(NewAccount request, SignUp signUp, HttpContext http, CancellationToken ct)
    {
        switch (await signUp.RunAsync(request, Device.Of(http), ct))
        {
            case SignUpOutcome.Done done:
                SessionCookie.Give(http, done.Token);
                return TypedResults.Json(new SignedInView(UserView.Of(done.User), done.Token), statusCode: 201);
            case SignUpOutcome.Invalid invalid:
                return Problem.Invalid(invalid.Errors);
            case SignUpOutcome.EmailTaken:
                return Problem.Of(409, "email_taken", "Somebody already signs in with this address.");
            default:
                return Problem.Of(403, "sign_up_closed", "Signing up needs an invitation. Ask an admin of your team for one.");
        }
    }

    private sealed record Admission(string Role, Guid? InvitationId, Guid? ContactId);

    private sealed record InvitationRow
    {
        public required Guid Id { get; init; }
        public string? Email { get; init; }
        public required string Role { get; init; }
        public Guid? ContactId { get; init; }
    }
}

/// <summary>The answer to signing in or up: who it is, and the session's token for clients without cookies.</summary>
internal sealed record SignedInView(UserView User, string Token);
