using UnifiedInbox.Simulator.Phones;

namespace UnifiedInbox.Simulator.Rest;

/// <summary>One of the product's SMS numbers and where its messages are posted.</summary>
internal sealed record NumberResource(
    string Sid,
    string AccountSid,
    string PhoneNumber,
    string FriendlyName,
    Capabilities Capabilities,
    string SmsUrl,
    string SmsMethod,
    string SmsFallbackUrl,
    string SmsFallbackMethod,
    string SmsApplicationSid,
    string StatusCallback,
    string StatusCallbackMethod,
    string VoiceUrl,
    string Status,
    string ApiVersion,
    string DateCreated,
    string DateUpdated,
    string Uri)
{
    public static NumberResource Of(OwnNumber number, SimulatedCarrier carrier) => new(
        number.Sid,
        carrier.Options.AccountSid,
        number.PhoneNumber,
        number.PhoneNumber,
        new(Voice: false, Sms: true, Mms: true, Fax: false),
        carrier.WebhookOf(number.PhoneNumber) ?? "",
        SmsMethod: "POST",
        SmsFallbackUrl: "",
        SmsFallbackMethod: "POST",
        SmsApplicationSid: "",
        StatusCallback: "",
        StatusCallbackMethod: "POST",
        VoiceUrl: "",
        Status: "in-use",
        Rfc.ApiVersion,
        Rfc.Date(number.CreatedAt)!,
        Rfc.Date(number.CreatedAt)!,
        $"/{Rfc.ApiVersion}/Accounts/{carrier.Options.AccountSid}/IncomingPhoneNumbers/{number.Sid}.json");
}

internal sealed record Capabilities(bool Voice, bool Sms, bool Mms, bool Fax);
