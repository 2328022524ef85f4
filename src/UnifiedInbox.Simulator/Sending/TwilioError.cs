namespace UnifiedInbox.Simulator.Sending;

/// <summary>A refusal of the REST API.</summary>
internal sealed record TwilioError(int Code, string Message, int Status = 400)
{
    public static readonly TwilioError Unauthenticated = new(20003, "Authenticate", 401);
    public static readonly TwilioError Unavailable = new(20503, "Service unavailable", 503);
    public static readonly TwilioError ServerError = new(20500, "An internal server error has occurred", 500);

    public static TwilioError NotFound(string path) => new(20404, $"The requested resource {path} was not found", 404);
}
