using UnifiedInbox.Database;

namespace UnifiedInbox.Web.Hosting;

/// <summary>Until the schema is in place nothing but the health pages can answer.</summary>
internal sealed class DatabaseGate(RequestDelegate next, DatabaseHealth health)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (health.IsReady || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)) return next(http);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // Failures finds the words
        return Task.CompletedTask;
    }
}
