using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary><c>GET /api/auth/session</c>: who am I?</summary>
internal static class GetSession
{
    private const string Find = """
        SELECT id,
               email::text,
               name,
               role,
               time_zone,
               created_at
          FROM users
         WHERE id = @UserId
        """;

    public static async Task<IResult> EndpointAsync(Db db, HttpContext http, CancellationToken ct) =>
        TypedResults.Ok(new { user = UserView.Of((await db.FindAsync<User>(Find, new { http.Caller().UserId }, ct))!) });
}
