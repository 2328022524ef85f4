using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace UnifiedInbox.Simulator.Page;

internal sealed record NewPhone(string? Number, string? Name, string? Channel);

/// <summary>Puts a phone on the desk, or gives another name to the one that is there.</summary>
internal static partial class PutPhone
{
    private const int LongestName = 60;

    public static IResult Run(SimulatedCarrier carrier, NewPhone phone)
    {
        var number = Decoration().Replace(phone.Number ?? "", "");
        if (!Address.IsPhoneNumber(number))
            return Complaint.Of("A number begins with + and the country, as in +1 415 555 0144.");
        var address = phone.Channel == "whatsapp" ? Address.WhatsApp(number) : number;
        if (carrier.Owns(address))
            return Complaint.Of("That number is the inbox's own.");
        var name = (phone.Name ?? "").Trim();
        carrier.Phones.Put(address, name.Length > LongestName ? name[..LongestName] : name);
        carrier.Pulse.Beat(address);
        return Results.Json(new { address }, statusCode: StatusCodes.Status201Created);
    }

    [GeneratedRegex(@"[\s().\-]")]
    private static partial Regex Decoration();
}
