using UnifiedInbox.Web;

namespace UnifiedInbox.Members.Portal;

/// <summary>Stands before every route of the portal: open only where the database itself keeps members apart.</summary>
internal static class PortalOpen
{
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<MemberSession>().IsPossible) return await next(context);
        const string words = "The portal is closed: the database of this installation cannot keep members apart. Its admins find how to change that in the operations guide, under Roles.";
        return Page.IsWanted(http.Request) ? Page.Of<PortalClosedPage>(new { Words = words }, 503) : Problem.Of(503, "portal_closed", words);
    }
}
