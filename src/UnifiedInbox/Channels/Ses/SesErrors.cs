namespace UnifiedInbox.Channels.Ses;

/// <summary>The one place where the errors of SES are understood. Source: the API model of SES v2 and its developer guide.</summary>
internal static class SesErrors
{
    /// <summary>What is known when SES answered with <paramref name="status"/>, its error type and text.</summary>
    public static Delivery Understand(int status, string? type, string? text, TimeSpan? retryAfter, string raw)
    {
        var (outcome, explanation) = Classify(status, type, text ?? "");
        // A quota is a rolling day; Amazon says to wait up to ten minutes between tries.
        var wait = type is "LimitExceededException" || IsDailyQuota(text) ? TimeSpan.FromMinutes(10) : retryAfter;
        return new Delivery(outcome, Code: type ?? status.ToString(System.Globalization.CultureInfo.InvariantCulture), Text: explanation, RetryAfter: wait, Raw: raw);
    }

    private static (DeliveryOutcome Outcome, string Text) Classify(int status, string? type, string text) => type switch
    {
        "TooManyRequestsException" or "ThrottlingException" or "Throttling" or "LimitExceededException" => IsDailyQuota(text)
            ? (DeliveryOutcome.Transient, "The day's quota of mail at Amazon SES is used up.")
            : (DeliveryOutcome.Transient, "Amazon SES is taking no more mail right now."),
        "MessageRejected" when text.Contains("not verified", StringComparison.OrdinalIgnoreCase) =>
            (DeliveryOutcome.Permanent, "Amazon SES has not verified an address of this mail. While the account is in its sandbox, recipients must be verified too."),
        "MessageRejected" => (DeliveryOutcome.Permanent, "Amazon SES refused the content of this mail."),
        "MailFromDomainNotVerifiedException" => (DeliveryOutcome.Permanent, "Our sending domain is not verified at Amazon SES. An admin has to look at it."),
        "AccountSuspendedException" => (DeliveryOutcome.Permanent, "The Amazon SES account may not send any more. An admin has to look at it."),
        "SendingPausedException" => (DeliveryOutcome.Permanent, "Sending is paused at Amazon SES. An admin has to resume it."),
        "NotFoundException" => (DeliveryOutcome.Permanent, "Amazon SES does not know the configuration set. An admin should check it in Settings."),
        "AccessDeniedException" or "UnrecognizedClientException" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "InvalidClientTokenId" =>
            (DeliveryOutcome.Permanent, "Amazon refused our credentials. An admin should check the access key in Settings."),
        "ExpiredTokenException" => (DeliveryOutcome.Permanent, "The Amazon credentials have expired. An admin has to renew them."),
        "RequestExpired" or "RequestTimeTooSkewed" => (DeliveryOutcome.Transient, "Amazon says that this machine's clock is wrong."),
        "BadRequestException" or "ValidationException" => (DeliveryOutcome.Permanent, "Amazon SES could not accept this mail."),
        _ => status switch
        {
            429 => (DeliveryOutcome.Transient, "Amazon SES is taking no more mail right now."),
            // There is no idempotency key: after one of these the mail may be on its way all the same.
            >= 500 or 408 => (DeliveryOutcome.Unknown, "Amazon SES has a problem of its own."),
            401 or 403 => (DeliveryOutcome.Permanent, "Amazon refused our credentials. An admin should check the access key in Settings."),
            _ => (DeliveryOutcome.Permanent, "Amazon SES refused the mail."),
        },
    };

    private static bool IsDailyQuota(string? text) => text?.Contains("Daily message quota", StringComparison.OrdinalIgnoreCase) == true;
}
