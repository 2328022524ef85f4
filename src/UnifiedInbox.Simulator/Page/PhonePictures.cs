using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

/// <summary>What a phone shows of the files in its messages; other than the media store, only for who may see the page.</summary>
internal static class PhonePictures
{
    public static IResult Get(HttpContext http, SimulatedCarrier carrier, string messageSid, string mediaSid)
    {
        if (carrier.History.Find(messageSid)?.Media.FirstOrDefault(file => file.Sid == mediaSid) is not { } file)
            return Results.NotFound();
        // The files are strangers': shown, but never run in this page's name.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Bytes(file.Bytes, file.ContentType);
    }
}
