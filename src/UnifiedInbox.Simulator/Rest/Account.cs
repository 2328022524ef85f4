using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>What a self-check asks: are the credentials right, and where does a number's webhook point?</summary>
internal static class Account
{
    public static IResult Get(SimulatedCarrier carrier)
    {
        var sid = carrier.Options.AccountSid;
        var born = Rfc.Date(carrier.StartedAt)!;
        return Results.Json(
            new AccountResource(sid, sid, "Simulator", "active", "Trial", born, born, $"/{Rfc.ApiVersion}/Accounts/{sid}.json"),
            TwilioJson.Default.AccountResource);
    }

    public static IResult Numbers(HttpContext http, SimulatedCarrier carrier)
    {
        var asked = http.Request.Query["PhoneNumber"].ToString();
        var numbers = carrier.Numbers
            .Where(number => number.PhoneNumber.Contains(asked, StringComparison.Ordinal))
            .Select(number => NumberResource.Of(number, carrier))
            .ToList();
        return Results.Json(
            ListPage.Single(Answer.PathOf(http), numbers.Count) with { IncomingPhoneNumbers = numbers }, TwilioJson.Default.ListPage);
    }

    public static async Task<IResult> UpdateNumberAsync(HttpContext http, SimulatedCarrier carrier, string numberSid, CancellationToken ct)
    {
        if (carrier.Numbers.FirstOrDefault(own => own.Sid == numberSid) is not { } number)
            return Answer.NotFound(http);
        var form = await http.Request.ReadFormAsync(ct);
        if (form.TryGetValue("SmsUrl", out var url))
            number.SmsUrl = url.ToString();
        return Results.Json(NumberResource.Of(number, carrier), TwilioJson.Default.NumberResource);
    }

    public static IResult Number(HttpContext http, SimulatedCarrier carrier, string numberSid) =>
        carrier.Numbers.FirstOrDefault(own => own.Sid == numberSid) is { } number
            ? Results.Json(NumberResource.Of(number, carrier), TwilioJson.Default.NumberResource)
            : Answer.NotFound(http);
}
