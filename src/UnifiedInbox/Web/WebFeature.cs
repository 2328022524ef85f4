using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace UnifiedInbox.Web;

/// <summary>What all pages and routes stand on: layout, errors, headers, files, the API's description.</summary>
internal static class WebFeature
{
    /// <summary>Bodies of 1 MB and more are refused; a route that takes larger ones (attachments) says so itself.</summary>
    public const long LargestBody = 1_000_000 - 1;

    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "inbox_form";
            options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it, see Csp
        });
        services.AddExceptionHandler<Failures>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // Failures finds the words
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options =>
        {
            options.Limits.MaxRequestBodySize = LargestBody;
            options.AddServerHeader = false;
        });
        services.AddResponseCompression(options =>
        {
            // Safe over https as well: the form token, the one secret in our pages, is masked anew in every answer.
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "text/vnd.turbo-stream.html", "application/problem+json"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return services.AddApiDocs();
    }

    /// <summary>Goes before authentication: what it does, it does for everyone.</summary>
    public static void UseWeb(this WebApplication app)
    {
        app.UseCsp();
        if (app.Environment.IsProduction()) app.UseHsts();
        app.UseExceptionHandler();
        app.UseStatusCodePages(Failures.ExplainAsync);
        app.UseResponseCompression();
        app.UseAssets();
    }

    public static void MapWeb(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/palette", Palette.EndpointAsync).ExcludeFromDescription();
        routes.MapPost("/theme", ChooseTheme.EndpointAsync).ExcludeFromDescription();
        routes.MapApiDocs();
    }
}
