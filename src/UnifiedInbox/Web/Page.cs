using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace UnifiedInbox.Web;

/// <summary>Answers with a Razor component: a whole page, or a fragment of one.</summary>
internal static class Page
{
    /// <summary><c>Page.Of&lt;InboxPage&gt;(new { Conversations = list })</c>; the names are the component's parameters.</summary>
    public static RazorComponentResult<TPage> Of<TPage>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };
}
