using Microsoft.AspNetCore.Antiforgery;

namespace UnifiedInbox.Web;

/// <summary>
/// A form without its antiforgery token, or with one of another session, ends here as 400, before any handler: the framework only
/// notes that the token is wrong, and what it does when the form is then read depends on how the route is bound.
/// </summary>
internal sealed class ForgedForms(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }) return next(http);
        if (!Page.IsWanted(http.Request)) return Problem.Of(400, "bad_form_token", "This form is too old or came from elsewhere. Load the page again.").ExecuteAsync(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
