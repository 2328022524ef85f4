using Microsoft.AspNetCore.HttpOverrides;

namespace UnifiedInbox.Web.Hosting;

/// <summary>The way to us: proxies in front, and pages of other origins that call the API.</summary>
internal static class HostingFeature
{
    public static IServiceCollection AddHosting(this IServiceCollection services) => services.AddCors();

    /// <summary>
    /// Believes <c>X-Forwarded-*</c> only from a proxy that <c>TRUSTED_PROXIES</c> names: anybody else could write another address
    /// into them, and so pass the limits on sign-in. Goes before everything that looks at an address.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<ServerOptions>().TrustedProxies;
        if (networks.Count == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // as many as there are, as long as each is one of ours
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Closed unless <c>CORS_ORIGINS</c> names somebody. Cookies stay out of it: such pages bring a token.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<ServerOptions>().CorsOrigins;
        if (origins.Count == 0) return;
        app.UseCors(cors => cors.WithOrigins([.. origins]).AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("Retry-After").SetPreflightMaxAge(TimeSpan.FromHours(1)));
    }
}
