using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace UnifiedInbox.Web;

/// <summary>
/// The API's own description at <c>/openapi/v1.json</c>, and a page to browse and try it at <c>/docs</c>. Both are open: they
/// say nothing that the source does not.
/// </summary>
internal static class ApiDocs
{
    public static IServiceCollection AddApiDocs(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = route => route.RelativePath is { } path
            && (path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("health/", StringComparison.Ordinal));
        options.AddDocumentTransformer(Describe);
    });

    public static void MapApiDocs(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        routes.MapGet("/docs", Browse).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Browse(HttpContext http)
    {
        // The API browser writes style attributes as it goes, and loads its fonts from inside its script.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{http.CspNonce()}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
            "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        return Page.Of<DocsPage>();
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Unified Inbox",
            Version = "1",
            Description = """
                JSON in camelCase, times in ISO 8601 UTC, ids as strings. Errors are RFC 9457 problem details with a `code` to switch on.
                Lists take `limit` and `cursor`, and answer `items` and `nextCursor`. Send `Authorization: Bearer <token>` with a token
                made under Settings, or the session cookie of a signed-in browser.
                """,
        };
        document.Servers = null; // the reader's own address is the right one, also behind a proxy
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, or a session's token." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        return Task.CompletedTask;
    }
}
