using UnifiedInbox.Web;

namespace UnifiedInbox.Channels;

/// <summary>Providers post to webhooks. Whoever opens one in a browser to see whether it is there is told so, and not to sign in.</summary>
internal static class WebhookMethods
{
    public static void RefuseOtherMethods(this IEndpointRouteBuilder routes, string path) =>
        routes.MapMethods(path, ["GET", "HEAD", "PUT", "PATCH", "DELETE"], AnswerAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";
        return Problem.Of(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This address is there for the provider's posts.").ExecuteAsync(http);
    }
}
