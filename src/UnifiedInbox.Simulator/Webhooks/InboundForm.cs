using System.Globalization;

namespace UnifiedInbox.Simulator.Webhooks;

/// <summary>The fields of an inbound message's webhook.</summary>
internal static class InboundForm
{
    public static List<KeyValuePair<string, string>> Of(SimulatedMessage message, string accountSid, string apiUrl)
    {
        var form = message.IsWhatsApp ? WhatsApp(message) : Geography(message);
        form.AddRange([
            new("SmsMessageSid", message.Sid),
            new("NumMedia", message.Media.Count.ToString(CultureInfo.InvariantCulture)),
            new("SmsSid", message.Sid),
            new("SmsStatus", "received"),
            new("Body", message.Body),
            new("To", message.To),
            new("NumSegments", message.Segments.ToString(CultureInfo.InvariantCulture)),
            new("MessageSid", message.Sid),
            new("AccountSid", accountSid),
            new("From", message.From!),
            new("ApiVersion", "2010-04-01"),
        ]);
        for (var n = 0; n < message.Media.Count; n++)
        {
            form.Add(new($"MediaContentType{n}", message.Media[n].ContentType));
            form.Add(new($"MediaUrl{n}", $"{apiUrl}/2010-04-01/Accounts/{accountSid}/Messages/{message.Sid}/Media/{message.Media[n].Sid}"));
        }
        return form;
    }

    // The country is known from the prefix; city, state and code only for some numbers, so they come empty as they often do.
    private static List<KeyValuePair<string, string>> Geography(SimulatedMessage message) =>
    [
        new("ToCountry", Country(message.To)),
        new("ToState", ""),
        new("ToCity", ""),
        new("ToZip", ""),
        new("FromCountry", Country(message.From!)),
        new("FromState", ""),
        new("FromCity", ""),
        new("FromZip", ""),
    ];

    private static string Country(string number) => number.StartsWith("+1", StringComparison.Ordinal) ? "US" : "";

    private static List<KeyValuePair<string, string>> WhatsApp(SimulatedMessage message)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("MessageType", Type(message)),
            new("WaId", Address.Number(message.From!).TrimStart('+')),
            new("ReferralNumMedia", "0"),
        ];
        if (message.ProfileName is { Length: > 0 } name)
            form.Add(new("ProfileName", name));
        return form;
    }

    private static string Type(SimulatedMessage message) => message.Media is [var first, ..] ? Type(first.ContentType) : "text";

    private static string Type(string contentType) => contentType.Split('/')[0] switch
    {
        "image" => "image",
        "audio" => "audio",
        "video" => "video",
        _ => "document",
    };
}
