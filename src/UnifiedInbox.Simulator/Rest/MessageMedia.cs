using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>Messages/{Sid}/Media: the list, what is known of a file, its bytes by way of the media store, and deletion.</summary>
internal static class MessageMedia
{
    public static IResult List(HttpContext http, SimulatedCarrier carrier, string messageSid)
    {
        if (carrier.History.Find(messageSid) is not { } message)
            return Answer.NotFound(http);
        var files = message.Media.Select(file => MediaResource.Of(file, message, carrier.Options.AccountSid)).ToList();
        return Results.Json(ListPage.Single(Answer.PathOf(http), files.Count) with { MediaList = files }, TwilioJson.Default.ListPage);
    }

    public static IResult Get(HttpContext http, SimulatedCarrier carrier, string messageSid, string mediaSid) =>
        Find(carrier, messageSid, mediaSid) is var (message, file)
            ? Results.Json(MediaResource.Of(file, message, carrier.Options.AccountSid), TwilioJson.Default.MediaResource)
            : Answer.NotFound(http);

    public static IResult Redirect(HttpContext http, SimulatedCarrier carrier, string messageSid, string mediaSid)
    {
        if (Find(carrier, messageSid, mediaSid) is null)
            return Answer.NotFound(http);
        var store = carrier.Options.CdnUrl ?? OwnStore(http.Request);
        return Results.Redirect($"{store}/{messageSid}/{mediaSid}", permanent: false, preserveMethod: true);
    }

    public static IResult Delete(HttpContext http, SimulatedCarrier carrier, string messageSid, string mediaSid)
    {
        if (Find(carrier, messageSid, mediaSid) is not var (message, file))
            return Answer.NotFound(http);
        message.Media = [.. message.Media.Where(other => other != file)];
        return Results.NoContent();
    }

    /// <summary>GET cdn/{messageSid}/{mediaSid}: whoever knows the address may read, as with the signed links of a real store.</summary>
    public static IResult Download(HttpContext http, SimulatedCarrier carrier, string messageSid, string mediaSid)
    {
        carrier.Log(new CdnRequest(mediaSid, http.Request.Headers.ContainsKey("Authorization")));
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Find(carrier, messageSid, mediaSid) is var (_, file) ? Results.Bytes(file.Bytes, file.ContentType) : Results.NotFound();
    }

    private static (SimulatedMessage Message, MediaFile File)? Find(SimulatedCarrier carrier, string messageSid, string mediaSid) =>
        carrier.History.Find(messageSid) is { } message && message.Media.FirstOrDefault(file => file.Sid == mediaSid) is { } file
            ? (message, file)
            : null;

    private static string OwnStore(HttpRequest request)
    {
        var path = request.Path.Value!;
        return $"{request.Scheme}://{request.Host}{request.PathBase}{path[..path.IndexOf("/twilio/", StringComparison.Ordinal)]}/cdn";
    }
}
