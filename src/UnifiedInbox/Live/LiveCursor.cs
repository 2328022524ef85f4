namespace UnifiedInbox.Live;

/// <summary>
/// Where the feed stood when a request arrived. A page carries it and listens from there: what its data lacks, because it
/// happened while the page was made, comes after it.
/// </summary>
internal static class LiveCursor
{
    private static readonly object Key = new();

    public static IApplicationBuilder UseLive(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsGet(http.Request.Method)) http.Items[Key] = http.RequestServices.GetRequiredService<ChangeFeed>().Cursor;
        return next(http);
    });

    public static string Cursor(HttpContext http) => http.Items[Key] as string ?? "";
}
