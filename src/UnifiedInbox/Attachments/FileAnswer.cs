namespace UnifiedInbox.Attachments;

/// <summary>How a file that somebody sent is given to a browser: nothing in it may run, whatever it claims to be.</summary>
internal static class FileAnswer
{
    /// <summary>Shown where that is safe, else offered for download. An id never changes its bytes.</summary>
    public static IResult Of(HttpContext http, Stream bytes, string contentType, string name)
    {
        var inline = ContentTypes.IsInline(contentType);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return Results.File(bytes, inline ? contentType : "application/octet-stream", fileDownloadName: inline ? null : name, enableRangeProcessing: true);
    }
}
