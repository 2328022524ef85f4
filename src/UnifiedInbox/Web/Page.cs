using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace UnifiedInbox.Web;

/// <summary>Answers with a Razor component: a whole page, or a fragment of one.</summary>
internal static class Page
{
    /// <summary>Whether a person at a browser asked, and not a program: what goes wrong is then told on a page.</summary>
    public static bool IsWanted(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>Page.Of&lt;InboxPage&gt;(new { Conversations = list })</c>; the names are the component's parameters.</summary>
    public static IResult Of<TPage>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };
}
