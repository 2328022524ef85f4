using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>
/// Only scripts of this origin can add a header of their own; a form on another site cannot. So the header stands for the
/// antiforgery token that a JSON request has no place for.
/// </summary>
internal static class SamePage
{
    private const string Header = "X-Simulator";

    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers.ContainsKey(Header)
            ? next(context)
            : ValueTask.FromResult<object?>(Complaint.Of($"Send the header {Header}: 1.", StatusCodes.Status403Forbidden));
}
