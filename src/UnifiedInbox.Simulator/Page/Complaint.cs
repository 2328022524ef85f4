using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

internal static class Complaint
{
    /// <summary>A sentence that the page shows as it is.</summary>
    public static IResult Of(string error, int status = StatusCodes.Status422UnprocessableEntity) =>
        Results.Json(new { error }, statusCode: status);
}
