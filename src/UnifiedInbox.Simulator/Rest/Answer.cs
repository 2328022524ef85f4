using Microsoft.AspNetCore.Http;
using UnifiedInbox.Simulator.Sending;

namespace UnifiedInbox.Simulator.Rest;

internal static class Answer
{
    public static IResult Refuse(TwilioError error) => Refuse(error.Code, error.Message, error.Status);

    public static IResult Refuse(int code, string message, int status) => Results.Json(
        new ErrorResource(code, message, $"https://www.twilio.com/docs/errors/{code}", status),
        TwilioJson.Default.ErrorResource,
        statusCode: status);

    public static IResult NotFound(HttpContext http) => Refuse(TwilioError.NotFound(PathOf(http)));

    public static IResult Message(SimulatedMessage message, SimulatedCarrier carrier, int status = StatusCodes.Status200OK) =>
        Results.Json(MessageResource.Of(message, carrier.Options.AccountSid), TwilioJson.Default.MessageResource, statusCode: status);

    /// <summary>The path as the provider knows it, without what the simulator is mounted under.</summary>
    public static string PathOf(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var start = path.IndexOf($"/{Rfc.ApiVersion}/", StringComparison.Ordinal);
        return start > 0 ? path[start..] : path;
    }
}
