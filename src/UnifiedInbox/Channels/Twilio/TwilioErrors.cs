using System.Globalization;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>What a Twilio error code asks of a sender.</summary>
internal enum TwilioDisposition
{
    /// <summary>The same content may pass later.</summary>
    Retryable,

    /// <summary>The same message to the same person will not pass.</summary>
    Permanent,

    /// <summary>The person opted out; nothing may be sent until they opt in again.</summary>
    OptOut,
}

/// <summary>
/// The one place where Twilio's error codes are understood. Source: Twilio's error dictionary (2023-05) and its later public pages.
/// A code not listed is permanent, whether Twilio answered 4xx with it or reported it by callback.
/// </summary>
internal static class TwilioErrors
{
    public static TwilioDisposition Classify(int code) => code switch
    {
        21610 => TwilioDisposition.OptOut,

        14107                                   // loop guard: too many replies in a short time
        or 20409 or 20429 or 20500 or 20503     // conflict, too many requests, the API is unwell
        or 21611 or 30001                       // the sender's queue is full
        or 30003 or 30008                       // handset unreachable, unknown failure
        or 30009 or 30017 or 30020 or 30021     // lost segment, congestion, platform failures
        or 30022 or 30023 or 30027              // 10DLC pace and daily caps
        or 30036 or 30410 or 30450              // validity ran out, provider time-out, pumping protection
        or 35125                                // too many scheduled at once
        or 60005 or 63009 or 63010 or 63012     // downstream failures
        or 63017 or 63018 or 63019 or 63023     // channel pace, media download, generic channel error
        or 63029 or 63038                       // template download, daily limit
            => TwilioDisposition.Retryable,

        _ => TwilioDisposition.Permanent,
    };

    /// <summary>The same for the text of a code; text that is no number (or nothing) is permanent.</summary>
    public static TwilioDisposition Classify(string? code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Classify(number) : TwilioDisposition.Permanent;

    /// <summary>
    /// What is known when the API answered with <paramref name="httpStatus"/> and perhaps a code. 429 says the request was not
    /// processed; after a 5xx a message may exist all the same.
    /// </summary>
    public static DeliveryOutcome OutcomeOf(int httpStatus, int? code) => httpStatus switch
    {
        >= 500 => DeliveryOutcome.Unknown,
        429 => DeliveryOutcome.Transient,
        _ when code is { } known => Classify(known) switch
        {
            TwilioDisposition.OptOut => DeliveryOutcome.OptedOut,
            TwilioDisposition.Retryable => DeliveryOutcome.Transient,
            _ => DeliveryOutcome.Permanent,
        },
        408 => DeliveryOutcome.Unknown,
        _ => DeliveryOutcome.Permanent,
    };

    /// <summary>One sentence for the agent: what happened and, where there is something, what to do.</summary>
    public static string Explain(int? code) => code switch
    {
        10001 or 20005 or 30002 => "The Twilio account is not active. An admin has to look at it in Twilio's console.",
        14107 => "Twilio stopped a possible loop: too many replies to this number in a short time.",
        20003 => "Twilio refused our credentials. An admin should check the account SID and auth token in Settings.",
        20404 => "Twilio does not know this account or resource. An admin should check the account SID in Settings.",
        20429 => "Twilio is taking no more requests right now.",
        20500 or 20503 => "Twilio has a problem of its own.",
        21211 or 21614 or 30005 => "This is not a number that can receive messages.",
        21212 or 21606 or 21657 => "Twilio does not let us send from this number. An admin should check the inbox in Settings.",
        21408 => "Sending to this country is switched off in the Twilio account.",
        21602 or 21619 => "The message is empty.",
        21605 or 21617 => "The message is longer than 1,600 characters.",
        21608 => "This is a Twilio trial account: it can only write to numbers verified there.",
        21609 => "Twilio refused our callback address. An admin should check PUBLIC_URL.",
        21610 => "They opted out of messages from this number.",
        21611 or 30001 => "Too many messages are waiting at this number.",
        21612 => "There is no route from our number to theirs.",
        21620 or 21623 => "Twilio could not use the attached media address.",
        21703 or 21704 or 21701 or 21705 => "The Twilio messaging service has no number that can send this.",
        30003 => "Their phone is switched off or out of reach.",
        30004 => "They or their carrier blocked the message.",
        30006 => "This is a landline, or its carrier cannot be reached.",
        30007 => "The carrier filtered the message as spam.",
        30008 => "The carrier could not deliver it and did not say why.",
        30011 => "Their number cannot receive pictures or files.",
        30017 or 30022 => "The carrier is too busy right now.",
        30023 or 30027 or 63038 => "The daily limit of this number is reached.",
        30032 or 30034 or 30035 => "This number is not registered with the carriers yet. An admin has to register it in Twilio.",
        30036 => "It waited too long at Twilio and expired.",
        63003 or 63024 => "This person cannot be reached on WhatsApp.",
        63005 or 63013 or 63021 or 63026 => "WhatsApp refused the content.",
        63007 or 63002 => "WhatsApp does not know our number. An admin should check the inbox in Settings.",
        63015 => "They have not joined the WhatsApp sandbox yet: they must send its join code first.",
        63016 => "More than 24 hours have passed since they last wrote on WhatsApp; only an approved template can be sent now.",
        63017 or 63018 => "WhatsApp is taking no more messages right now.",
        63019 => "WhatsApp could not download the attached file.",
        63032 or 63033 or 63049 => "WhatsApp did not deliver this to them.",
        63034 => "The attached file is too large.",
        null => "Twilio refused the message.",
        _ => "Twilio reported error " + code.Value.ToString(CultureInfo.InvariantCulture) + ".",
    };

    public static string Explain(string? code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Explain(number) : Explain((int?)null);
}
