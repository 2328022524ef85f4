using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace UnifiedInbox.Web;

/// <summary>
/// Requests as every handler may take them: no NUL and no lone surrogate in the query, a form or a JSON body. Webhooks are
/// left as they came, because their signature covers every byte. Stands behind routing, which says how long a body may be.
/// </summary>
internal static class CleanRequests
{
    public static IApplicationBuilder UseCleanRequests(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var request = http.Request;
        if (request.QueryString.HasValue && request.QueryString.Value!.Contains("%00", StringComparison.Ordinal))
        {
            request.QueryString = new QueryString(request.QueryString.Value.Replace("%00", "%EF%BF%BD", StringComparison.Ordinal));
        }
        if (!IsWebhook(request.Path))
        {
            if (request.HasJsonContentType())
            {
                await CleanJsonAsync(request, http.RequestAborted);
                RunToTheEnd(http);
            }
            else if (request.HasFormContentType)
            {
                if (request.ContentType!.StartsWith(MediaTypeNames.Application.FormUrlEncoded, StringComparison.OrdinalIgnoreCase))
                {
                    await CleanFormEscapesAsync(request, http.RequestAborted);
                    RunToTheEnd(http);
                }
                http.Features.Set<IFormFeature>(new CleanForm(request));
            }
        }
        await next(http);
    });

    /// <summary>
    /// What was asked for in full is done in full: whoever sends a message and leaves the page at once has sent it. Given up with the one
    /// who asked is what only reads, an upload that breaks off with its body, and a draft (PUT): the composer takes its last save back when
    /// the message leaves, and it must not come behind that.
    /// </summary>
    private static void RunToTheEnd(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method)) http.RequestAborted = CancellationToken.None;
    }

    private static bool IsWebhook(PathString path) =>
        path.StartsWithSegments("/api/webhooks") || path.StartsWithSegments("/api/messaging/webhook");

    /// <summary>The framework refuses a whole form for one escaped NUL in it.</summary>
    private static async Task CleanFormEscapesAsync(HttpRequest request, CancellationToken ct)
    {
        var body = await ReadBodyAsync(request, ct);
        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        request.Body = bytes.IndexOf("%00"u8) < 0
            ? body
            : new MemoryStream(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("%00", "%EF%BF%BD", StringComparison.Ordinal)));
    }

    private static async Task<MemoryStream> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        body.Position = 0;
        return body;
    }

    private static async Task CleanJsonAsync(HttpRequest request, CancellationToken ct)
    {
        var body = await ReadBodyAsync(request, ct);
        JsonEscapes.Clean(body.GetBuffer().AsSpan(0, (int)body.Length));
        request.Body = body;
    }

    private sealed class CleanForm(HttpRequest request) : IFormFeature
    {
        private readonly FormFeature inner = new(request);
        private IFormCollection? clean;

        public bool HasFormContentType => inner.HasFormContentType;

        public IFormCollection? Form
        {
            get => clean ??= inner.Form is { } form ? Clean(form) : null;
            set => clean = value;
        }

        public IFormCollection ReadForm() => clean ??= Clean(inner.ReadForm());

        public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken) =>
            clean ??= Clean(await inner.ReadFormAsync(cancellationToken));

        private static FormCollection Clean(IFormCollection form)
        {
            var fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, values) in form)
            {
                fields[SafeText.Clean(name)] = new StringValues([.. values.Select(value => value == null ? null : SafeText.Clean(value))]);
            }
            return new FormCollection(fields, form.Files);
        }
    }
}
