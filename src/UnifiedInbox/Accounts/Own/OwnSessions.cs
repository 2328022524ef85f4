using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts.Own;

/// <summary>One place somebody is signed in.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }
    public string? UserAgent { get; init; }
    public string? Ip { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public required bool Current { get; init; }
}

/// <summary>The caller's own sessions: <c>GET</c> and <c>DELETE /api/auth/sessions</c>, and the list in Account → Security.</summary>
internal static class OwnSessions
{
    private const string List = """
        SELECT id,
               user_agent,
               ip,
               created_at,
               last_seen_at,
               coalesce(id = @SessionId, false) AS current
          FROM sessions
         WHERE user_id = @UserId
           AND expires_at > @now
         ORDER BY last_seen_at DESC
         LIMIT 200
        """;

    private const string End = "DELETE FROM sessions WHERE id = @id AND user_id = @UserId";

    public static Task<List<SessionView>> ListAsync(Db db, TimeProvider time, Caller caller, CancellationToken ct) =>
        db.ListAsync<SessionView>(List, new { caller.UserId, caller.SessionId, now = time.GetUtcNow() }, ct);

    /// <summary>False where the session is not one of the caller's.</summary>
    public static async Task<bool> EndAsync(Db db, Caller caller, Guid id, CancellationToken ct) =>
        await db.ExecuteAsync(End, new { id, caller.UserId }, ct) == 1;

    /// <summary>Everywhere but here.</summary>
    public static Task EndOthersAsync(Db db, Caller caller, CancellationToken ct) =>
        db.ExecuteAsync(Sessions.EndOthers, new { userId = caller.UserId, keep = caller.SessionId }, ct);

    public static async Task<IResult> ListEndpointAsync(Db db, TimeProvider time, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new { items = await ListAsync(db, time, http.Caller(), ct), nextCursor = (string?)null });

    public static async Task<IResult> EndEndpointAsync(Guid id, Db db, HttpContext http, CancellationToken ct) =>
        await EndAsync(db, http.Caller(), id, ct)
            ? TypedResults.NoContent()
            : Web.Problem.Of(401, "not_your_session", "This is not a session of yours.");
}
