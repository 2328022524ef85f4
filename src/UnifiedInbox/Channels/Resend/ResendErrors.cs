using System.Globalization;

namespace UnifiedInbox.Channels.Resend;

/// <summary>The one place where Resend's errors are understood. Source: its error page and the type definitions of its SDK.</summary>
internal static class ResendErrors
{
    public static Delivery Understand(int status, string? name, TimeSpan? retryAfter, string raw)
    {
        var (outcome, text) = Classify(status, name);
        // A spent quota has the status of a rate limit and lasts for hours: knocking every second does not help.
        var wait = name is "daily_quota_exceeded" or "monthly_quota_exceeded" ? TimeSpan.FromHours(1) : retryAfter;
        return new Delivery(outcome, Code: name ?? status.ToString(CultureInfo.InvariantCulture), Text: text, RetryAfter: wait, Raw: raw);
    }

    private static (DeliveryOutcome Outcome, string Text) Classify(int status, string? name) => name switch
    {
        // With the same key a repeat sends nothing twice; so the mail is asked about, not given up.
        "concurrent_idempotent_requests" => (DeliveryOutcome.Unknown, "Resend is still busy with this mail."),
        "resource_locked" => (DeliveryOutcome.Transient, "Resend is busy."),
        "invalid_idempotent_request" => (DeliveryOutcome.Permanent, "Resend has another mail under the same key."),
        "rate_limit_exceeded" => (DeliveryOutcome.Transient, "Resend is taking no more mail right now."),
        "daily_quota_exceeded" => (DeliveryOutcome.Transient, "The day's quota of mail at Resend is used up."),
        "monthly_quota_exceeded" => (DeliveryOutcome.Transient, "The month's quota of mail at Resend is used up."),
        "missing_api_key" or "restricted_api_key" or "invalid_api_key" or "suspended_api_key" or "invalid_permission" =>
            (DeliveryOutcome.Permanent, "Resend refused our API key. An admin should check it in Settings."),
        "invalid_from_address" => (DeliveryOutcome.Permanent, "Resend does not let us send from this address."),
        "invalid_attachment" => (DeliveryOutcome.Permanent, "Resend could not take a file of this mail."),
        "validation_error" when status == 403 =>
            (DeliveryOutcome.Permanent, "Our domain is not verified at Resend, or the account is in test mode. An admin has to look at it."),
        "security_error" => (DeliveryOutcome.Permanent, "Resend refused this mail for security reasons."),
        _ => status switch
        {
            429 => (DeliveryOutcome.Transient, "Resend is taking no more mail right now."),
            >= 500 or 408 => (DeliveryOutcome.Unknown, "Resend has a problem of its own."),
            409 => (DeliveryOutcome.Transient, "Resend is busy."),
            401 or 403 => (DeliveryOutcome.Permanent, "Resend refused our API key. An admin should check it in Settings."),
            _ => (DeliveryOutcome.Permanent, "Resend could not accept this mail."),
        },
    };
}
