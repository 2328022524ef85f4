using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Npgsql;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Accounts;

/// <summary>
/// Turns the session cookie, or a bearer token (of a session or of the API), into the <see cref="Caller"/>: one indexed
/// query a request, so that a revoked session or a deactivated person is out at once.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    Db db,
    Sessions sessions) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    /// <summary>Claim: <see cref="Policy.Session"/> for a session, else <c>token</c>.</summary>
    public const string SignedInBy = "signed_in_by";

    private const string FindBySession = """
        SELECT u.id AS user_id,
               u.name,
               u.email::text,
               u.role,
               u.time_zone,
               u.preferences ->> 'theme' AS theme,
               s.id AS session_id,
               s.last_seen_at AS seen_at
          FROM sessions s
          JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = @hash
           AND s.expires_at > @now
           AND u.deactivated_at IS NULL
        """;

    private const string FindByApiToken = """
        SELECT u.id AS user_id,
               u.name,
               u.email::text,
               u.role,
               u.time_zone,
               u.preferences ->> 'theme' AS theme,
               t.id AS token_id,
               t.last_used_at AS seen_at
          FROM api_tokens t
          JOIN users u ON u.id = t.user_id
         WHERE t.token_hash = @hash
           AND (t.expires_at IS NULL OR t.expires_at > @now)
           AND u.deactivated_at IS NULL
        """;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (PresentedToken() is not { } token) return AuthenticateResult.NoResult();
        try
        {
            return await FindAsync(token) is { } found ? await AcceptAsync(found, token) : AuthenticateResult.Fail("Unknown or ended.");
        }
        // A browser with a cookie may ask for the health page while the database is away, and shall get its answer.
        catch (NpgsqlException) when (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() != null)
        {
            return AuthenticateResult.NoResult();
        }
    }

    /// <summary>A page sends the browser to sign in and back again; a program is told in its own language.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Page.IsWanted(Request))
        {
            Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(401, "unauthenticated", "Sign in, or send a valid bearer token.").ExecuteAsync(Context);
        }
        var back = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : "";
        // Not Response.Redirect: a form's POST must be followed by GET.
        Response.StatusCode = StatusCodes.Status303SeeOther;
        Response.Headers.Location = LocalUrl.WithReturn("/sign-in", back);
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (!Page.IsWanted(Request)) return Problem.Of(403, "forbidden", "Your role does not allow this.").ExecuteAsync(Context);
        // Where everybody is sent after signing in: a member's own pages are elsewhere.
        if (HttpMethods.IsGet(Request.Method) && Request.Path.Value is "/" or "/inbox" && Context.FindCaller()?.Role == Role.Member)
        {
            Response.StatusCode = StatusCodes.Status303SeeOther;
            Response.Headers.Location = "/portal";
            return Task.CompletedTask;
        }
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private string? PresentedToken()
    {
        var header = Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : Request.Cookies[SessionCookie.Name];
    }

    private async Task<SignedIn?> FindAsync(string token)
    {
        var sql = SecretToken.LooksRight(token, SecretToken.SessionPrefix) ? FindBySession
            : SecretToken.LooksRight(token, SecretToken.ApiPrefix) ? FindByApiToken
            : null;
        if (sql == null) return null;
        var parameters = new { hash = SecretToken.Hash(token), now = TimeProvider.GetUtcNow() };
        return await db.FindAsync<SignedIn>(sql, parameters, Context.RequestAborted);
    }

    private async Task<AuthenticateResult> AcceptAsync(SignedIn found, string token)
    {
        await sessions.TouchAsync(found.SessionId, found.TokenId, found.SeenAt, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        var role = RoleName.Parse(found.Role) ?? throw new InvalidOperationException("A person has an unknown role.");
        Context.SetCaller(new Caller(found.UserId, found.Name, found.Email, role, found.SessionId, found.TokenId)
        {
            TimeZone = found.TimeZone,
            Theme = found.Theme ?? "system",
            TokenHash = found.SessionId is null ? null : SecretToken.Hash(token),
        });
        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, found.UserId.ToString()),
            new Claim(ClaimTypes.Role, found.Role),
            new Claim(SignedInBy, found.SessionId != null ? Policy.Session : "token"),
        ], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private sealed record SignedIn
    {
        public required Guid UserId { get; init; }
        public required string Name { get; init; }
        public required string Email { get; init; }
        public required string Role { get; init; }
        public string? TimeZone { get; init; }
        public string? Theme { get; init; }
        public Guid? SessionId { get; init; }
        public Guid? TokenId { get; init; }
        public DateTimeOffset? SeenAt { get; init; }
    }
}
