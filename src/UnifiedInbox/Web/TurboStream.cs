using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace UnifiedInbox.Web;

/// <summary>
/// One change to a page that is already on the screen: <c>append</c>, <c>prepend</c>, <c>replace</c>, <c>update</c>,
/// <c>remove</c>, <c>before</c> or <c>after</c> the element whose id is <see cref="Target"/>, with a component's HTML.
/// <c>morph</c> changes only what differs, so that focus, scrolling and half-typed text stay.
/// </summary>
public sealed record TurboStream(string Action, string Target, Type? Component, IDictionary<string, object?> Parameters, bool Morph)
{
    private const string MediaType = "text/vnd.turbo-stream.html";

    public static TurboStream Append<T>(string target, object? parameters = null) where T : IComponent => Of<T>("append", target, parameters);

    public static TurboStream Prepend<T>(string target, object? parameters = null) where T : IComponent => Of<T>("prepend", target, parameters);

    /// <summary>Puts the component in the place of the element; it must render an element with that id again.</summary>
    public static TurboStream Replace<T>(string target, object? parameters = null) where T : IComponent => Of<T>("replace", target, parameters);

    /// <inheritdoc cref="Replace"/>
    public static TurboStream MorphTo<T>(string target, object? parameters = null) where T : IComponent =>
        Of<T>("replace", target, parameters) with { Morph = true };

    public static TurboStream Update<T>(string target, object? parameters = null) where T : IComponent => Of<T>("update", target, parameters);

    public static TurboStream Remove(string target) => new("remove", target, null, new Dictionary<string, object?>(), Morph: false);

    public static TurboStream Toast(string text, string kind = "success") => Append<Components.Toast>("toasts", new { Text = text, Kind = kind });

    /// <summary>Whether Turbo asks: it names the type when it sends a form or a live fragment is fetched.</summary>
    public static bool IsAskedBy(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(MediaType, StringComparison.OrdinalIgnoreCase);

    public static RazorComponentResult Answer(params TurboStream[] streams) =>
        new RazorComponentResult<Components.TurboStreams>(new { Streams = streams }) { ContentType = MediaType + "; charset=utf-8", PreventStreamingRendering = true };

    /// <summary>What a form's handler ends with: the changes where Turbo asks for them, else back to <paramref name="url"/> by GET.</summary>
    public static IResult OrRedirect(HttpRequest request, string url, params TurboStream[] streams) =>
        IsAskedBy(request) ? Answer(streams) : SeeOther(url);

    /// <summary>303: the browser follows with GET, whatever it sent.</summary>
    public static IResult SeeOther(string url) => new Redirection(url);

    private static TurboStream Of<T>(string action, string target, object? parameters) where T : IComponent =>
        new(action, target, typeof(T), new RouteValueDictionary(parameters), Morph: false);

    private sealed class Redirection(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = url;
            return Task.CompletedTask;
        }
    }
}
