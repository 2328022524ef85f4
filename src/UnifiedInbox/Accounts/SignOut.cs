namespace UnifiedInbox.Accounts;

/// <summary>Ends the session that asks, and no other.</summary>
internal static class SignOut
{
    /// <summary><c>POST /api/auth/sign-out</c>: done also when there was nothing to end.</summary>
    public static async Task<IResult> EndpointAsync(Sessions sessions, HttpContext http, CancellationToken ct)
    {
        await RunAsync(sessions, http, ct);
        return TypedResults.NoContent();
    }

    public static async Task RunAsync(Sessions sessions, HttpContext http, CancellationToken ct)
    {
        if (http.FindCaller()?.SessionId is { } session) await sessions.EndAsync(session, ct);
        SessionCookie.Take(http);
    }
}
