using Microsoft.AspNetCore.Http;
using UnifiedInbox.Simulator.Sending;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>POST Messages.json</summary>
internal static class CreateMessage
{
    public static async Task<IResult> RunAsync(HttpContext http, SimulatedCarrier carrier, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
            return Answer.Refuse(new TwilioError(21604, "A 'To' phone number is required."));
        var request = Read(await http.Request.ReadFormAsync(ct));
        var fault = carrier.TakeFault();
        switch (fault.Fault)
        {
            case SendFault.Refuse:
                if (fault.FaultRetryAfter is { } seconds)
                    http.Response.Headers.RetryAfter = seconds.ToString();
                return Answer.Refuse(fault.FaultCode, ErrorText.Of(fault.FaultCode), fault.FaultStatus);
            case SendFault.CutBefore:
                return Cut(http);
        }
        if (SendRules.Check(carrier, request) is { } error)
            return Answer.Refuse(error);
        var message = AcceptMessage.Run(carrier, request);
        switch (fault.Fault)
        {
            case SendFault.CutAfter:
                return Cut(http);
            case SendFault.LostAnswer:
                return Answer.Refuse(TwilioError.ServerError);
            case SendFault.Slow:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.SlowAnswerMs), carrier.Options.Time, ct);
                break;
        }
        return Answer.Message(message, carrier, StatusCodes.Status201Created);
    }

    private static IResult Cut(HttpContext http)
    {
        http.Abort();
        return Results.Empty;
    }

    private static SendRequest Read(IFormCollection form) => new()
    {
        To = form["To"].ToString(),
        From = form["From"].ToString(),
        MessagingServiceSid = form["MessagingServiceSid"].ToString(),
        Body = form["Body"].ToString(),
        MediaUrls = [.. form["MediaUrl"].OfType<string>().Where(url => url.Length > 0)],
        StatusCallback = form["StatusCallback"].ToString(),
        ContentSid = form["ContentSid"].ToString(),
        ContentVariables = form["ContentVariables"].ToString(),
        ScheduleType = form["ScheduleType"].ToString(),
        SendAt = form["SendAt"].ToString(),
    };
}
