using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Simulator.Sending;

/// <summary>What Twilio refuses at once, in the order in which it looks.</summary>
internal static partial class SendRules
{
    private const int LongestBody = 1600;
    private const int MostMedia = 10;

    public static TwilioError? Check(SimulatedCarrier carrier, SendRequest request) =>
        Missing(request)
        ?? BadAddresses(carrier, request)
        ?? BadContent(request)
        ?? BadSchedule(carrier, request)
        ?? Blocked(carrier, request);

    private static TwilioError? Missing(SendRequest request)
    {
        if (request.To.Length == 0)
            return new(21604, "A 'To' phone number is required.");
        if (request.From.Length == 0 && request.MessagingServiceSid.Length == 0)
            return new(21603, "A 'From' phone number is required.");
        if (request.Body.Length == 0 && request.MediaUrls.Count == 0 && request.ContentSid.Length == 0)
            return new(21602, "Message body is required.");
        return null;
    }

    private static TwilioError? BadAddresses(SimulatedCarrier carrier, SendRequest request)
    {
        var (to, from) = (request.To, request.From);
        if (!Address.IsPhoneNumber(Address.Number(to)))
            return new(21211, $"Invalid 'To' Phone Number: {to}");
        if (request.MessagingServiceSid.Length > 0 && !ServiceSid().IsMatch(request.MessagingServiceSid))
            return new(21705, "The Messaging Service Sid is invalid.");
        if (from.Length == 0)
            return TestNumber(to);
        if (Address.IsWhatsApp(from) != Address.IsWhatsApp(to))
            return new(21910, "Invalid From and To pair. From and To should be of the same channel");
        if (!Address.IsSender(Address.Number(from)))
            return new(21212, $"Invalid From Number (caller ID): {from}");
        if (from == to)
            return new(21266, $"'To' and 'From' number cannot be the same: {to}");
        if (!carrier.Owns(from))
            return Address.IsWhatsApp(from)
                ? new(63007, "Twilio could not find a Channel with the specified From address")
                : new(21606, $"The 'From' phone number {from} is not a valid, message-capable Twilio phone number for this account.");
        return TestNumber(to);
    }

    // The recipients that Twilio documents for test credentials.
    private static TwilioError? TestNumber(string to) => to switch
    {
        "+15005550001" => new(21211, $"Invalid 'To' Phone Number: {to}"),
        "+15005550002" => new(21612, $"The 'To' phone number: {to}, is not currently reachable using the 'From' phone number via SMS."),
        "+15005550003" => new(21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number."),
        "+15005550004" => new(21610, "Attempt to send to unsubscribed recipient"),
        "+15005550009" => new(21614, $"'To' number is not a valid mobile number: {to}"),
        _ => null,
    };

    private static TwilioError? BadContent(SendRequest request)
    {
        if (request.Body.Length > LongestBody)
            return new(21617, "The concatenated message body exceeds the 1600 character limit.");
        if (request.MediaUrls.Count > MostMedia)
            return new(21623, "Number of media files exceeds allowed limit.");
        if (request.MediaUrls.FirstOrDefault(url => !IsWebAddress(url)) is { } media)
            return new(21620, $"Invalid media URL(s): {media}");
        if (request.StatusCallback is { Length: > 0 } callback && (!IsWebAddress(callback) || new Uri(callback).Host.Contains('_', StringComparison.Ordinal)))
            return new(21609, $"The StatusCallback URL {callback} is not a valid URL.");
        if (request.ContentSid.Length > 0 && !TemplateSid().IsMatch(request.ContentSid))
            return new(21655, "The ContentSid is Invalid.");
        if (request.ContentVariables.Length > 0 && !IsJsonObject(request.ContentVariables))
            return new(21656, "The ContentVariables is Invalid.");
        return null;
    }

    private static TwilioError? BadSchedule(SimulatedCarrier carrier, SendRequest request)
    {
        if (!request.IsScheduled)
            return null;
        if (request.ScheduleType != "fixed")
            return new(35126, "ScheduleType must be fixed");
        if (request.MessagingServiceSid.Length == 0)
            return new(35118, "MessagingServiceSid is required to schedule a message");
        if (!DateTimeOffset.TryParse(request.SendAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return new(35111, "SendAt is missing or not a time");
        var ahead = at - carrier.Now;
        return ahead < TimeSpan.FromSeconds(300) || ahead > TimeSpan.FromDays(35)
            ? new(35114, "SendAt must be between 300 seconds and 35 days in the future")
            : null;
    }

    // With a messaging service the sender is chosen later, so these come later as well, by callback.
    private static TwilioError? Blocked(SimulatedCarrier carrier, SendRequest request)
    {
        if (request.MessagingServiceSid.Length > 0)
            return null;
        if (carrier.HasOptedOut(request.From, request.To))
            return new(21610, "Attempt to send to unsubscribed recipient");
        return carrier.QueueIsFull(request.From)
            ? new(21611, $"This 'From' number {request.From} has exceeded the maximum number of queued messages", 429)
            : null;
    }

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    private static bool IsJsonObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^MG[0-9a-fA-F]{32}$")]
    private static partial Regex ServiceSid();

    [GeneratedRegex("^HX[0-9a-fA-F]{32}$")]
    private static partial Regex TemplateSid();
}
