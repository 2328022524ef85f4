using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>Messages/{Sid}.json: read, cancel, remove the text, delete.</summary>
internal static class OneMessage
{
    public static IResult Get(HttpContext http, SimulatedCarrier carrier, string messageSid) =>
        carrier.History.Find(messageSid) is { } message ? Answer.Message(message, carrier) : Answer.NotFound(http);

    public static async Task<IResult> UpdateAsync(HttpContext http, SimulatedCarrier carrier, string messageSid, CancellationToken ct)
    {
        if (carrier.History.Find(messageSid) is not { } message)
            return Answer.NotFound(http);
        var form = await http.Request.ReadFormAsync(ct);
        var (cancel, redact) = (form.ContainsKey("Status"), form.ContainsKey("Body"));
        if (cancel && redact)
            return Answer.Refuse(30400, "Status and Body cannot be updated together", StatusCodes.Status400BadRequest);
        if (cancel)
            return form["Status"] != "canceled" ? Answer.Refuse(20001, "Status can only become canceled", StatusCodes.Status400BadRequest)
                : message.Cancel(carrier.Now) ? await CanceledAsync(message, carrier, ct)
                : Answer.Refuse(30409, "Only a scheduled message can be canceled", StatusCodes.Status409Conflict);
        if (redact && form["Body"].ToString().Length > 0)
            return Answer.Refuse(20001, "Body can only become empty", StatusCodes.Status400BadRequest);
        if (redact && !message.Status.IsSettled())
            return Unfinished();
        if (redact)
            message.Body = "";
        return Answer.Message(message, carrier);
    }

    public static IResult Delete(HttpContext http, SimulatedCarrier carrier, string messageSid)
    {
        if (carrier.History.Find(messageSid) is not { } message)
            return Answer.NotFound(http);
        if (!message.Status.IsSettled() && message.Status != MessageStatus.Sent)
            return Unfinished();
        carrier.History.Remove(messageSid);
        carrier.Announce(message);
        return Results.NoContent();
    }

    private static async Task<IResult> CanceledAsync(SimulatedMessage message, SimulatedCarrier carrier, CancellationToken ct)
    {
        await carrier.ReportAsync(message, MessageStatus.Canceled, ct);
        return Answer.Message(message, carrier);
    }

    private static IResult Unfinished() =>
        Answer.Refuse(20009, "The message is still on its way", StatusCodes.Status409Conflict);
}
